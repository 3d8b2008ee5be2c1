using static Chat.Emulator.Tests.Template.Templates;

namespace Chat.Emulator.Tests.Template;

public sealed class ConditionTests
{
    private const string Conditions = """
        "Parameters": {"Size": {"Type": "String", "Default": "small"}},
        "Conditions": {
          "Small": {"Fn::Equals": [{"Ref": "Size"}, "small"]},
          "Large": {"Fn::Not": [{"Condition": "Small"}]},
          "Both": {"Fn::And": [{"Condition": "Small"}, {"Fn::Equals": ["a", "a"]}]},
          "Neither": {"Fn::And": [{"Condition": "Small"}, {"Condition": "Large"}]},
          "Either": {"Fn::Or": [{"Condition": "Large"}, {"Condition": "Both"}]},
          "None": {"Fn::Or": [{"Condition": "Large"}, {"Condition": "Neither"}]}
        }
        """;

    [Theory]
    [InlineData("Small", "yes")]
    [InlineData("Large", "no")]
    [InlineData("Both", "yes")]
    [InlineData("Neither", "no")]
    [InlineData("Either", "yes")]
    [InlineData("None", "no")]
    public void If_OfACondition_TakesItsBranch(string condition, string expected) =>
        Assert.Equal(expected, Evaluate($$"""{"Fn::If": ["{{condition}}", "yes", "no"]}""", sections: Conditions));

    [Fact]
    public void If_BranchNotTaken_IsNotResolved() =>
        Assert.Equal("yes", Evaluate("""{"Fn::If": ["Small", "yes", {"Ref": "Nobody"}]}""", sections: Conditions));

    [Fact]
    public void If_WithNoValue_LeavesTheEntryOut() =>
        Assert.Null(Evaluate("""{"Fn::If": ["Large", "yes", {"Ref": "AWS::NoValue"}]}""", sections: Conditions));

    [Fact]
    public void Resource_OnAFalseCondition_IsAbsent()
    {
        var stack = ReadResources(Queue("Present", "Small") + "," + Queue("Absent", "Large"), Conditions);

        Assert.Equal(["Present"], stack.NotRun.Select(resource => resource.LogicalId));
    }

    [Fact]
    public void Reference_ToAnAbsentResource_IsRefused() => Assert.EndsWith(
        "'Absent' isn't created, because its condition 'Large' is false.",
        RefusalOf("""{"Ref": "Absent"}""", Queue("Absent", "Large"), Conditions));

    [Theory]
    [InlineData("""{"Condition": "C"}""", "the references are circular: Chat/Conditions.C -> Chat/Conditions.C.")]
    [InlineData("""{"Fn::Maybe": []}""", "Conditions.C: the condition function Fn::Maybe isn't known here")]
    [InlineData("""{"Fn::Equals": ["a"]}""", "Conditions.C.Fn::Equals: needs a list of 2.")]
    [InlineData("""{"Fn::Or": []}""", "Conditions.C.Fn::Or: needs a list of 2 to 10.")]
    [InlineData("""{"Fn::Equals": [["a"], "a"]}""", "Conditions.C.Fn::Equals[0]: must be a string.")]
    [InlineData("""[]""", "Conditions.C: must be an object with one condition function.")]
    public void Condition_ThatCannotBeEvaluated_IsRefusedWithItsPlace(string expression, string problem) => Assert.Contains(
        problem,
        RefusalOf("""{"Fn::If": ["C", "a", "b"]}""", sections: $$""" "Conditions": {"C": {{expression}}} """),
        StringComparison.Ordinal);

    private static string Queue(string logicalId, string condition) =>
        Resource(logicalId, "AWS::SQS::Queue", "{}", $", \"Condition\": \"{condition}\"");
}
