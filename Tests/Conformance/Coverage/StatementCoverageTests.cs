using Chat.Conformance.Tests.Target;

namespace Chat.Conformance.Tests.Coverage;

/// <summary>Every numbered statement has a row, a test here or a reason, and what the rows name exists.</summary>
public sealed class StatementCoverageTests
{
    private static readonly IReadOnlyList<Row> Rows = Row.ReadAll();
    private static readonly IReadOnlyList<SourceTest> Tests = SourceTest.ReadAll();

    public static TheoryData<int> Statements => [.. Enumerable.Range(1, 80)];

    [Theory]
    [MemberData(nameof(Statements))]
    public void Statement_Any_HasARowWithItsSourceStatusAndTests(int number)
    {
        var row = Assert.Single(Rows, row => row.Number == number);
        Assert.All(row.Source.Split(", "), source => Assert.Contains(source, new[] { "documented", "reported", "inferred" }));
        Assert.Matches("^(emulated|choice)", row.Here);
        Assert.True(row.Tests.Count > 0, $"Statement {number} has no test in docs/websocket-api.md.");
        Assert.All(row.Tests, name => Assert.Contains(Tests, test => test.Name == name || test.Name.StartsWith(name + '.', StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public void Statement_Any_HasAConformanceTestOrAReason(int number)
    {
        var isTested = Tests.Any(test => test.Project == "Conformance" && test.Statements.Contains(number));
        if (Reasons.ByStatement.TryGetValue(number, out var reason))
        {
            Assert.False(isTested, $"Statement {number} has a test: its reason for none is out of date.");
            Assert.Contains(Tests, test => test.Name == reason.HeldBy && test.Statements.Contains(number));
        }
        else
        {
            Assert.True(isTested, $"Statement {number} has neither a conformance test nor a reason in Reasons.cs.");
        }
    }

    [Fact]
    public void Scoreboard_EveryStatement_ReadsAsInTheSpecification()
    {
        var scoreboard = File.ReadAllText(Repository.Scoreboard);
        Assert.All(Rows, row => Assert.Contains($"| {row.Number} | {row.Rule} | {row.Source} |", scoreboard, StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_All_AreStatements() => Assert.Equal(Enumerable.Range(1, 80), Rows.Select(row => row.Number));
}
