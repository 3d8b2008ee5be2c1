using Chat.Emulator.Expressions.Mapping;
using static Chat.Emulator.Tests.Expressions.Velocity.Rendering;

namespace Chat.Emulator.Tests.Expressions.Velocity;

/// <summary>The template language, case by case; and API Gateway's variables.</summary>
public sealed class MappingTemplateTests
{
    private const string Pets = """{"pets":[{"id":1,"type":"dog","price":249.99},{"id":2,"type":"cat","price":10}],"text":"a \"b\" 'c'","none":null,"deep":{"a":{"b":true}}}""";

    [Theory]
    [InlineData("plain {text} at $5 #1 and 100%", "plain {text} at $5 #1 and 100%")]
    [InlineData("#set($a = 'x')$a ${a}y $!a $!{a}y $a.", "x xy x xy x.")]
    [InlineData("[$none][$!none][${none.of.it}]", "[][][]")]
    [InlineData(@"#set($a = 'x')\$a \\$a \\\$a \n C:\dir", @"$a \x \$a \n C:\dir")]
    [InlineData(@"\#if \#set", "#if #set")]
    [InlineData("a## comment\nb#* more\nlines *#c", "abc")]
    [InlineData("#[[ $raw #if ]]#", " $raw #if ")]
    [InlineData("#elsewhere #endless", "#elsewhere #endless")]
    public void Render_TextAndReferences_AreAsInVelocity(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("#if(true)\na\n#else\nb\n#end\nc", "a\nc")]
    [InlineData("#if(false)a#elseif(1 == 1)b#{else}c#end", "b")]
    [InlineData("#if($none)a#{else}b#end", "b")]
    [InlineData("#if('')a#{else}b#end", "a")]
    [InlineData("#foreach($x in [1..3])$x#if($foreach.hasNext),#end#end", "1,2,3")]
    [InlineData("#foreach($x in [3..1])$foreach.index:$velocityCount:$x #end", "0:1:3 1:2:2 2:3:1 ")]
    [InlineData("#foreach($x in ['a', 'b', 'c'])#if($x == 'b')#break#end$x#end!", "a!")]
    [InlineData("#foreach($x in ['a', 'b'])#foreach($y in [1, 2])$x$y$foreach.parent.index #end#end", "a10 a20 b11 b21 ")]
    [InlineData("#set($m = {'a': 1, 'b': 2})#foreach($e in $m.entrySet())$e.key=$e.value;#end#foreach($k in $m.keySet())$k#end#foreach($v in $m)$v#end", "a=1;b=2;ab12")]
    [InlineData("a#stop b", "a")]
    [InlineData("#foreach($x in [1..9])$x#if($x == 2)#stop#end#end never", "12")]
    [InlineData("  #set($a = 1)\nb", "  b")]
    public void Render_Directives_AreAsInVelocity(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(1 + 2) * 3 - -1", "10")]
    [InlineData("7 / 2", "3")]
    [InlineData("7 % 4", "3")]
    [InlineData("7.0 / 2", "3.5")]
    [InlineData("1.5 * 2", "3.0")]
    [InlineData("'a' + 1", "a1")]
    [InlineData("1 == 1.0 && 2 > 1 && 2 >= 2 && 1 < 2 && 1 <= 1 && 1 != 2", "true")]
    [InlineData("1 eq 1 and (2 lt 1 or not false)", "true")]
    [InlineData("'1' == 1", "true")]
    [InlineData("!true || false", "false")]
    [InlineData("[1, 'b', [2]]", "[1, b, [2]]")]
    [InlineData("{'a': 1, 'b': {'c': 2}}", "{a=1, b={c=2}}")]
    [InlineData("\"$context.stage is #if(true)up#end\"", "demo is up")]
    [InlineData("'$context.stage'", "$context.stage")]
    [InlineData("'it''s'", "it's")]
    [InlineData("\"say \"\"hi\"\"\"", "say \"hi\"")]
    [InlineData("1 / 0", "")]
    [InlineData("12345678.5", "1.23456785E7")]
    public void Evaluate_Expression_IsAsInVelocity(string expression, string expected) =>
        Assert.Equal(expected, Render($"#set($x = {expression})$x"));

    [Theory]
    [InlineData("$t.length() $t.toUpperCase() $t.substring(2) $t.substring(0, 2)", "7 AB,CD,E ,CD,E AB")]
    [InlineData("$t.split(',').size() $t.split(',')[1] $t.split(',').get(0)", "3 CD AB")]
    [InlineData("$t.contains('CD') $t.indexOf('C') $t.isEmpty() $t.startsWith('AB') $t.equals('x') $t.equalsIgnoreCase('ab,cd,e')", "true 3 false true false true")]
    [InlineData("$t.replaceAll('[A-C]', '-') $t.replace(',', '.') $t.replaceAll('(A)(B)', '$2$1')", "--,-D,E AB.CD.E BA,CD,E")]
    [InlineData("$t.replaceAll(',', '\\$')", "AB$CD$E")]
    [InlineData("$t.matches('[A-Z,]+') $t.matches('A')", "true false")]
    [InlineData("#set($l = [])#set($ok = $l.add('x'))$ok $l.size() $l.contains('x') $l.isEmpty() $l[0] $l", "true 1 true false x [x]")]
    [InlineData("#set($m = {})#set($v = $m.put('k', 'v'))#set($m.n = 2)#set($m['o'] = 3)$m.k $m.get('n') $m['o'] $m.size() $m.containsKey('z') $m", "v 2 3 3 false {k=v, n=2, o=3}")]
    [InlineData("[$t.size()]", "[]")]
    public void Call_Method_IsAsInJava(string template, string expected) =>
        Assert.Equal(expected, Render("#set($t = 'AB,CD,E')" + template));

    [Theory]
    [InlineData("$input.json('$.pets[0]')", """{"id":1,"type":"dog","price":249.99}""")]
    [InlineData("$input.json('$.text')", """
        "a \"b\" 'c'"
        """)]
    [InlineData("$input.json('$.missing')", "\"\"")]
    [InlineData("$input.path('$.pets').size() $input.path('$.pets').count()", "2 2")]
    [InlineData("$input.path('$.pets')", """[{"id":1,"type":"dog","price":249.99},{"id":2,"type":"cat","price":10}]""")]
    [InlineData("$input.path('$.pets[1]')", "{id=2, type=cat, price=10}")]
    [InlineData("$input.path('$.pets[*].type')[1] $input.path('$..id') $input.path('$.pets.length()') $input.path('$.pets[-1].type')", "cat [1,2] 2 cat")]
    [InlineData("#if($input.path('$.missing') == '')none#end[$input.path('$.none')]", "none[]")]
    [InlineData("#set($r = $input.path('$'))$r.deep.a.b $r.pets[0].price #foreach($p in $r.pets)$p.type#if($foreach.hasNext),#end#end", "true 249.99 dog,cat")]
    [InlineData("$util.escapeJavaScript($input.path('$.text'))", """a \"b\" \'c\'""")]
    [InlineData("""$util.escapeJavaScript($input.path('$.text')).replaceAll("\\'","'")""", """a \"b\" 'c'""")]
    [InlineData("$util.urlEncode('a b&c/ü!') $util.urlDecode('a+b%26c')", "a+b%26c%2F%C3%BC%21 a b&c")]
    [InlineData("$util.base64Encode('hé') $util.base64Decode('aMOp')", "aMOp hé")]
    [InlineData("""#set($o = $util.parseJson('{"key2":{"arr":[1,2,3]}}'))$o.key2.arr[0]""", "1")]
    public void Variables_InputAndUtil_AreAsApiGatewayDocumentsThem(string template, string expected) =>
        Assert.Equal(expected, Render(template, Pets));

    [Theory]
    [InlineData("$context.apiId $context.stage $context.routeKey $context.eventType", "a1b2c3d4e5 demo send MESSAGE")]
    [InlineData("$context.requestId $context.extendedRequestId $context.requestTime", "AbCdIfGhIjMFKlM= AbCdIfGhIjMFKlM= 05/Mar/2025:10:11:20 +0000")]
    [InlineData("#set($ttl = $context.requestTimeEpoch + 86400)$ttl $context.connectedAt", "1741169566856 1741169472123")]
    [InlineData("$context.identity.sourceIp $context.domainName [$context.identity.userAgent$context.isBase64Encoded]", "203.0.113.7 chat.example []")]
    [InlineData("$context.authorizer.principalId $context.authorizer.tenant", "user-1 blue")]
    [InlineData("$stageVariables.tier $stageVariables['tier'] ${stageVariables['tier']} [$stageVariables.other]", "gold gold gold []")]
    public void Variables_ContextAndStageVariables_AreThoseOfTheMessage(string template, string expected) => Assert.Equal(expected, Render(template));

    [Fact]
    public void Variables_OfEachMessage_HaveAnId() => Assert.Matches("^[A-Za-z0-9_-]{15}=$", Render("$context.messageId"));

    [Fact]
    public void Params_OnConnect_AreHeadersAndQuery() => Assert.Equal(
        "t b {room=b} t CONNECT",
        Render("$input.params('X-Token') $input.params('room') $input.params().querystring $input.params().get('header').get('X-Token') $context.eventType",
            Connect(new NamedValues("X-Token", ["t"]))));

    [Theory]
    [InlineData("not json", "$input.body|$input.path('$')|$input.json('$')|$input.path('$.a')", "not json|not json|\"not json\"|")]
    [InlineData("", "$input.body|$input.path('$.a')", "{}|")]
    public void Input_ThatIsNoJson_IsOneText(string body, string template, string expected) => Assert.Equal(expected, Render(template, body));

    [Theory]
    [InlineData("a\n #macro(x)", "line 2, column 2: #macro isn't supported")]
    [InlineData("#parse('x')", "line 1, column 1: #parse isn't supported")]
    [InlineData("#hello('x')", "#hello isn't supported")]
    [InlineData("$util.toJson($x)", "$util.toJson isn't known")]
    [InlineData("$input.foo('x')", "$input.foo isn't known")]
    [InlineData("$input.json('$.pets[?(@.id == 1)]')", "has a filter")]
    [InlineData("$x.getClass()", "the method getClass isn't supported")]
    [InlineData("#set($context.requestOverride.header.a = 1)", "#set can't set $context")]
    [InlineData("#if(true)", "#if has no #end")]
    [InlineData("#foreach($x in $y)", "#foreach has no #end")]
    [InlineData("x #end", "#end has no #if or #foreach before it")]
    [InlineData("#set($x = )", "')' isn't a value")]
    [InlineData("#set($x = null)", "'null' isn't a value")]
    [InlineData("#set($x = 'a)", "a string has no closing quotation mark")]
    [InlineData("#* x", "#* has no *#")]
    [InlineData("${x", "needs a '}' here")]
    [InlineData("#break", "#break is outside #foreach")]
    [InlineData("#set($a = \"x $util.nope()\")", "$util.nope isn't known")]
    public void Parse_OutsideTheSubset_IsRefusedByName(string template, string problem) =>
        Assert.Contains(problem, Refusal(template), StringComparison.Ordinal);

    [Fact]
    public void Parse_TooDeepOrTooLong_IsRefused()
    {
        Assert.Contains("deeper than", Refusal("#set($x = " + new string('(', 5_000)), StringComparison.Ordinal);
        Assert.Contains("operators in a row", Refusal("#set($x = 1" + string.Concat(Enumerable.Repeat("+1", 5_000)) + ")"), StringComparison.Ordinal);
        Assert.Contains("300 KB", Refusal(new string('x', (300 * 1024) + 1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#foreach($a in [1..2000])#foreach($b in [1..2000])$b#end#end", "steps")]
    [InlineData("#foreach($a in [1..1000000000])x#end", "steps")]
    [InlineData("#set($s = 'xxxxxxxxxx')#foreach($a in [1..60])#set($s = $s + $s)#end", "longer than")]
    [InlineData("#set($l = [1, 2])#foreach($a in [1..60])#set($ok = $l.addAll($l))#end", "steps")]
    [InlineData("#set($l = [1])#set($ok = $l.add($l))$l", "too deep")]
    [InlineData("#set($s = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')$s.matches('(a+)+b')", "takes more than 250 ms")]
    [InlineData("$util.base64Decode('?')", "isn't base64")]
    public void Render_WithoutEnd_IsStopped(string template, string problem) => Assert.Contains(problem, Failure(template), StringComparison.Ordinal);
}
