using Chat.Emulator.Template;

namespace Chat.Emulator.Tests.Template;

/// <summary>CloudFormation templates in YAML.</summary>
public sealed class YamlTests : IDisposable
{
    // Ten times ten times ten …
    private const string TenTimesTen = """
        a: &a [x, x, x, x, x, x, x, x, x, x]
        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
        c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
        d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
        e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
        f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("!Ref AWS::Region", "eu-west-1")]
    [InlineData("!Ref 'Name'", "chat")]
    [InlineData("!Sub ${Name}-${AWS::Region}", "chat-eu-west-1")]
    [InlineData("!Sub [\"${Name}-${N}\", {N: 7}]", "chat-7")]
    [InlineData("!GetAtt T.Arn", "arn:aws:dynamodb:eu-west-1:000000000000:table/t")]
    [InlineData("!GetAtt [T, Arn]", "arn:aws:dynamodb:eu-west-1:000000000000:table/t")]
    [InlineData("!Join ['-', [a, !Ref Name, 3]]", "a-chat-3")]
    [InlineData("!Select [1, !Split [',', 'a,b']]", "b")]
    [InlineData("!If [IsChat, yes, no]", "yes")]
    [InlineData("!If [IsBoth, yes, no]", "no")]
    [InlineData("!If [IsAny, yes, no]", "yes")]
    [InlineData("!FindInMap [Sizes, !Ref Name, Small]", "1")]
    [InlineData("!Base64 chat", "Y2hhdA==")]
    [InlineData("Fn::Sub: ${Name}", "chat")]
    [InlineData("Fn::Join: ['', [!Sub '${Name}!', !Ref Name]]", "chat!chat")]
    [InlineData("True", "true")]
    [InlineData("'True'", "True")]
    [InlineData("012345678901", "012345678901")]
    [InlineData("123456789012", "123456789012")]
    [InlineData("1.50", "1.50")]
    [InlineData("-1", "-1")]
    [InlineData("2012-10-17", "2012-10-17")]
    [InlineData("1_000", "1_000")]
    [InlineData("!!str 007", "007")]
    [InlineData("yes", "yes")]
    [InlineData("~", null)]
    [InlineData("\"gr\\u00fc\\u00dfe\"", "grüße")]
    public void Value_InYaml_IsWhatCloudFormationTakesItFor(string yaml, string? expected) =>
        Assert.Equal(expected, Read(Template(yaml)).Functions.Single().Environment.GetValueOrDefault("X"));

    [Fact]
    public void Text_OverSeveralLines_KeepsThem()
    {
        var stack = Read(Template("|\n            first\n            second\n"));

        Assert.Equal("first\nsecond\n", stack.Functions.Single().Environment["X"]);
    }

    [Fact]
    public void Alias_AndMerge_AreResolvedAsToolsDo()
    {
        var stack = Read("""
            Resources:
              A:
                Type: AWS::Lambda::Function
                Properties: &common
                  Runtime: nodejs22.x
                  Handler: &handler index.handler
                  Timeout: 5
              B:
                Type: AWS::Lambda::Function
                Properties:
                  <<: *common
                  Timeout: 6
              C:
                Type: AWS::Lambda::Function
                Properties: {Runtime: python3.13, Handler: *handler}
            """);

        Assert.Equal([5, 6, 3], stack.Functions.Select(function => (int)function.Timeout.TotalSeconds));
        Assert.All(stack.Functions, function => Assert.Equal("index.handler", function.Handler));
    }

    [Theory]
    [InlineData("Resources:\n  A: [\n", "template.yaml:3: not valid YAML: ")]
    [InlineData("Resources:\n  A: {Type: x}\n  A: {Type: y}\n", "template.yaml:3: the key 'A' appears twice in one mapping.")]
    [InlineData("Resources:\n  A:\n    Type: !Nope x\n", "template.yaml:3: the tag !Nope isn't known to CloudFormation.")]
    [InlineData("Resources:\n  A: *gone\n", "template.yaml:2: there is no anchor &gone before *gone.")]
    [InlineData("? [a]\n: 1\n", "template.yaml:1: a key must be a string.")]
    [InlineData("- 1\n", "template.yaml: the file must hold a mapping.")]
    [InlineData("", "template.yaml: the file is empty.")]
    [InlineData("a: 1\n---\nb: 2\n", "template.yaml: the file holds more than one document.")]
    [InlineData("a: 1\n", "template.yaml: the file has no Resources")]
    [InlineData("Resources:\n  A: 7\n", "template.yaml:2: A: must be a resource")]
    public void File_ThatIsNoTemplate_IsRefusedWithItsLine(string yaml, string problem) =>
        Assert.StartsWith(problem, Refusal(yaml), StringComparison.Ordinal);

    [Theory]
    [InlineData("    Timeout: 901", "template.yaml:8: F.Timeout: must be a whole number from 1 to 900, not '901'.")]
    [InlineData("    Environment:\n        Variables:\n          A: b\n          C: !Sub ${Gone}", "template.yaml:11: F.Environment.Variables.C.Fn::Sub: 'Gone' is neither")]
    [InlineData("    Architectures: [x86_64, !Ref Gone]", "template.yaml:8: F.Architectures[1].Ref: 'Gone' is neither")]
    public void Property_ThatIsWrong_IsNamedWithItsLine(string property, string problem)
    {
        const string Function = "# a comment\nResources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: nodejs22.x\n      Handler: index.handler\n  ";

        Assert.StartsWith(problem, Refusal(Function + property + "\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TenTimesTen)]
    [InlineData("Resources: &a [*a]")]
    public void File_ThatGrowsWithoutEnd_IsRefused(string yaml) => Assert.StartsWith("template.yaml", Refusal(yaml), StringComparison.Ordinal);

    [Fact]
    public void File_ThatNestsWithoutEnd_IsRefused()
    {
        var brackets = "Resources: " + new string('[', 100_000);

        Assert.Contains("nest deeper than 128 levels", Refusal(brackets), StringComparison.Ordinal);
    }

    [Fact]
    public void File_WithoutATellingName_IsYamlUnlessItBeginsWithABrace()
    {
        Assert.Empty(CloudAssembly.Read(_folder.Write("yaml.template", "Resources: {}"), Templates.Options).Functions);
        Assert.Empty(CloudAssembly.Read(_folder.Write("json.template", "\n {\"Resources\": {}}"), Templates.Options).Functions);
    }

    private static string Template(string value) => """
        AWSTemplateFormatVersion: 2010-09-09
        Parameters:
          Name: {Type: String, Default: chat}
        Mappings:
          Sizes: {chat: {Small: 1}}
        Conditions:
          IsChat: !Equals [!Ref Name, chat]
          IsBoth: !And [!Condition IsChat, !Not [!Condition IsChat]]
          IsAny: !Or [!Condition IsChat, !Condition IsBoth]
        Resources:
          T: {Type: AWS::DynamoDB::Table, Properties: {TableName: t, KeySchema: [{AttributeName: k, KeyType: HASH}], AttributeDefinitions: [{AttributeName: k, AttributeType: S}]}}
          F:
            Type: AWS::Lambda::Function
            Properties:
              FunctionName: f
              Runtime: nodejs22.x
              Handler: index.handler
              Environment:
                Variables:
                  X:
                    VALUE
        """.Replace("VALUE", value, StringComparison.Ordinal);

    private Stack Read(string yaml) => CloudAssembly.Read(_folder.Write("template.yaml", yaml), Templates.Options);

    private string Refusal(string yaml) => Assert.Throws<TemplateException>(() => Read(yaml)).Message;
}
