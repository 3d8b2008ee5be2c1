using System.Text;
using static Chat.Emulator.Tests.Template.Templates;

namespace Chat.Emulator.Tests.Template;

/// <summary>Templates made to hurt end in a message, never in a full stack, a full memory or a hang.</summary>
public sealed class HostileTemplateTests
{
    [Fact]
    public void Read_NestedDeeperThanTheParserAllows_IsRefused() => Assert.Contains(
        "not valid JSON", RefusalOf(string.Concat(Enumerable.Repeat("[", 100_000))), StringComparison.Ordinal);

    [Fact]
    public void Read_FileLargerThanTheLimit_IsRefused() => Assert.Contains(
        "the limit is 33554432", Refusal(new string(' ', 33_554_433)), StringComparison.Ordinal);

    [Fact]
    public void Read_ChainOfManyReferences_IsRefused()
    {
        var resources = new StringBuilder();
        for (var i = 0; i < 50_000; i++)
        {
            resources.Append(Resource($"F{i}", "AWS::Lambda::Function", $$"""{"FunctionName": {"Ref": "F{{i + 1}}"}, "Runtime": "r", "Handler": "h"}""")).Append(',');
        }

        Assert.Contains(
            "values and references nest deeper than 250 levels.",
            RefusalOfResources(resources + Resource("F50000", "AWS::Lambda::Function", """{"Runtime": "r", "Handler": "h"}""")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ChainOfManyConditions_IsRefused()
    {
        var conditions = new StringBuilder(""" "Conditions": {"Last": {"Fn::Equals": ["a", "a"]} """);
        for (var i = 0; i < 50_000; i++)
        {
            conditions.Append($$""","C{{i}}": {"Condition": "C{{i + 1}}"}""");
        }

        Assert.Contains(
            "nest deeper than 250 levels.",
            RefusalOf("""{"Fn::If": ["C0", "a", "b"]}""", sections: conditions.Append('}').ToString()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TextThatDoublesAtEveryReference_IsRefused()
    {
        var resources = new StringBuilder();
        for (var i = 0; i < 30; i++)
        {
            resources.Append(Resource($"F{i}", "AWS::Lambda::Function", $$"""{"FunctionName": {"Fn::Sub": "${F{{i + 1}}}${F{{i + 1}}}"}, "Runtime": "r", "Handler": "h"}""")).Append(',');
        }

        Assert.Contains(
            "262144 characters",
            RefusalOfResources(resources + Resource("F30", "AWS::Lambda::Function", """{"FunctionName": "f", "Runtime": "r", "Handler": "h"}""")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TextWithoutEnd_IsRefused() => Assert.Contains(
        "the limit is 262144.",
        RefusalOf($$"""{"Fn::Join": ["{{new string('x', 100_000)}}", ["", "", "", ""]]}"""),
        StringComparison.Ordinal);

    [Fact]
    public void Read_ExportsInACircle_AreRefused() => Assert.Contains(
        "the references are circular: ",
        RefusalOf(
            """{"Fn::ImportValue": "a"}""",
            sections: """ "Outputs": {"A": {"Value": {"Fn::ImportValue": "a"}, "Export": {"Name": "a"}}} """),
        StringComparison.Ordinal);
}
