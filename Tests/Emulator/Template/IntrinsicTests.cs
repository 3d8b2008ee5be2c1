using static Chat.Emulator.Tests.Template.Templates;

namespace Chat.Emulator.Tests.Template;

public sealed class IntrinsicTests
{
    private const string Mappings = """ "Mappings": {"Sizes": {"eu-west-1": {"Small": "128", "All": ["a", "b"]}}} """;

    private const string Parameters = """
        "Parameters": {
          "Name": {"Type": "String", "Default": "demo"},
          "Count": {"Type": "Number", "Default": 3},
          "Zones": {"Type": "CommaDelimitedList", "Default": "a, b,c"},
          "BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk-bootstrap/hnb659fds/version"}
        }
        """;

    [Theory]
    [InlineData(""" "plain" """, "plain")]
    [InlineData("12", "12")]
    [InlineData("1.50", "1.50")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    public void Literal_OfAnyScalarType_IsText(string expression, string expected) => Assert.Equal(expected, Evaluate(expression));

    [Theory]
    [InlineData("AWS::AccountId", "000000000000")]
    [InlineData("AWS::Region", "eu-west-1")]
    [InlineData("AWS::Partition", "aws")]
    [InlineData("AWS::URLSuffix", "amazonaws.com")]
    [InlineData("AWS::StackName", "Chat")]
    public void Ref_PseudoParameter_IsItsLocalValue(string name, string expected) =>
        Assert.Equal(expected, Evaluate($$"""{"Ref": "{{name}}"}"""));

    [Fact]
    public void Ref_StackId_IsAnArnOfTheStack() => Assert.Matches(
        "^arn:aws:cloudformation:eu-west-1:000000000000:stack/Chat/[0-9a-f-]{36}$", Evaluate("""{"Ref": "AWS::StackId"}"""));

    [Fact]
    public void Ref_NoValue_LeavesTheEntryOut() => Assert.Null(Evaluate("""{"Ref": "AWS::NoValue"}"""));

    [Theory]
    [InlineData("""{"Ref": "Name"}""", "demo")]
    [InlineData("""{"Ref": "Count"}""", "3")]
    [InlineData("""{"Ref": "BootstrapVersion"}""", "unknown-BootstrapVersion")]
    [InlineData("""{"Fn::Select": [1, {"Ref": "Zones"}]}""", "b")]
    public void Ref_Parameter_IsItsDefault(string expression, string expected) =>
        Assert.Equal(expected, Evaluate(expression, sections: Parameters));

    [Theory]
    [InlineData("""{"Fn::Join": ["", ["a", {"Ref": "AWS::Region"}, 1]]}""", "aeu-west-11")]
    [InlineData("""{"Fn::Join": ["-", []]}""", "")]
    [InlineData("""{"Fn::Join": [",", ["a", {"Ref": "AWS::NoValue"}, "b"]]}""", "a,b")]
    [InlineData("""{"Fn::Join": [":", {"Fn::Split": ["/", "a/b/c"]}]}""", "a:b:c")]
    [InlineData("""{"Fn::Select": [0, ["a", "b"]]}""", "a")]
    [InlineData("""{"Fn::Select": ["1", ["a", "b"]]}""", "b")]
    [InlineData("""{"Fn::Select": [2, {"Fn::Split": ["/", "https://host/path"]}]}""", "host")]
    [InlineData("""{"Fn::FindInMap": ["Sizes", {"Ref": "AWS::Region"}, "Small"]}""", "128")]
    [InlineData("""{"Fn::Select": [1, {"Fn::FindInMap": ["Sizes", "eu-west-1", "All"]}]}""", "b")]
    [InlineData("""{"Fn::Base64": {"Fn::Join": ["", ["h", "i"]]}}""", "aGk=")]
    [InlineData("""{"Fn::Select": [1, {"Fn::Cidr": ["10.0.0.0/16", 3, 8]}]}""", "10.0.1.0/24")]
    [InlineData("""{"Fn::Select": [1, {"Fn::GetAZs": ""}]}""", "eu-west-1b")]
    public void TextFunction_OfValues_IsItsText(string expression, string expected) =>
        Assert.Equal(expected, Evaluate(expression, sections: Mappings));

    [Theory]
    [InlineData(""" "${AWS::Region}/${T}" """, "eu-west-1/things")]
    [InlineData(""" "${T.Arn}" """, "arn:aws:dynamodb:eu-west-1:000000000000:table/things")]
    [InlineData(""" "a${!Literal}b" """, "a${Literal}b")]
    [InlineData(""" "$5 and $ {x}" """, "$5 and $ {x}")]
    [InlineData("""["${Own}-${AWS::Region}-${T}", {"Own": {"Ref": "T"}, "T": "mine"}]""", "things-eu-west-1-mine")]
    public void Sub_OfPlaceholders_ReplacesThem(string argument, string expected) => Assert.Equal(
        expected,
        Evaluate(
            $$"""{"Fn::Sub": {{argument}}}""",
            Resource("T", "AWS::DynamoDB::Table", """{"TableName": "things", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]}""")));

    [Theory]
    [InlineData("""{"Ref": "Nobody"}""", "F.Environment.Variables.X.Ref: 'Nobody' is neither a parameter nor a resource of the template.")]
    [InlineData("""{"Fn::GetAtt": "Nobody.Arn"}""", "Fn::GetAtt: 'Nobody' is neither a parameter nor a resource of the template.")]
    [InlineData("""{"Fn::GetAtt": "F"}""", "Fn::GetAtt: needs a logical id and an attribute's name.")]
    [InlineData("""{"Fn::Cidr": ["10.0.0.0/16", 300, 8]}""", "Fn::Cidr: needs a count from 1 to 256")]
    [InlineData("""{"Fn::Nothing": 1}""", "X: the intrinsic function Fn::Nothing isn't known here.")]
    [InlineData("""{"Fn::Join": "a"}""", "Fn::Join: needs a delimiter and a list.")]
    [InlineData("""{"Fn::Join": ["", [["a"]]]}""", "Fn::Join: joins strings only.")]
    [InlineData("""{"Fn::Select": [2, ["a", "b"]]}""", "Fn::Select: there is no item at index 2: the list has 2.")]
    [InlineData("""{"Fn::Select": ["one", ["a"]]}""", "Fn::Select: there is no item at index one: the list has 1.")]
    [InlineData("""{"Fn::Split": ["", "a"]}""", "Fn::Split: needs a delimiter that isn't empty.")]
    [InlineData("""{"Fn::Sub": "${Open"}""", "Fn::Sub: a ${ has no closing brace.")]
    [InlineData("""{"Fn::Sub": "${Nobody}"}""", "Fn::Sub: 'Nobody' is neither a parameter nor a resource of the template.")]
    [InlineData("""{"Fn::FindInMap": ["Sizes", "mars", "Huge"]}""", "the template's Mappings have no Sizes.mars.Huge.")]
    [InlineData("""{"Fn::If": ["Unknown", "a", "b"]}""", "the condition 'Unknown' isn't one of the template's Conditions.")]
    [InlineData("""{"Fn::If": ["Unknown", "a"]}""", "Fn::If: needs a condition's name and two values.")]
    [InlineData("""{"Fn::Equals": ["a", "b"]}""", "belongs in the template's Conditions")]
    [InlineData("""{"Fn::Join": ["", ["a"]], "Other": 1}""", "Fn::Join must be the only property of its object.")]
    [InlineData("""["a"]""", "F.Environment.Variables.X: must be a string.")]
    public void Expression_ThatCannotBeResolved_IsRefusedWithItsPlace(string expression, string problem)
    {
        var message = RefusalOf(expression, sections: Mappings);

        Assert.StartsWith("Chat.template.json: F.Environment.Variables.X", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindInMap_OfAFunctionInTheMapping_IsRefused() => Assert.Contains(
        "M.a.b must be a plain value",
        RefusalOf("""{"Fn::FindInMap": ["M", "a", "b"]}""", sections: """ "Mappings": {"M": {"a": {"b": {"Ref": "AWS::Region"}}}} """),
        StringComparison.Ordinal);
}
