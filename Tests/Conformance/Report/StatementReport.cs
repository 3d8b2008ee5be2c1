using System.Globalization;
using System.Text;
using Chat.Conformance.Tests.Coverage;
using Chat.Conformance.Tests.Target;

namespace Chat.Conformance.Tests.Report;

/// <summary>What a run showed, by statement: for people, and to be sent to somebody.</summary>
internal sealed class StatementReport
{
    private readonly StatementResult[] _results;
    private readonly StatementResult[] _differences;

    private StatementReport(IEnumerable<StatementResult> results)
    {
        _results = [.. results.OrderBy(result => result.Statement).ThenBy(result => result.Test, StringComparer.Ordinal)];
        _differences = [.. _results.Where(result => result.Difference is not null)];
    }

    private static string Subject => Deployment.IsGiven ? "the deployed API" : "the emulator";

    /// <summary>A line, and one more for each difference: <c>statement 41: expected 1009, got 1000 (FrameTests.TextFrame_Over32KB_Closes1009)</c>.</summary>
    public string Summary
    {
        get
        {
            var statements = _results.Select(result => result.Statement).Distinct().Count();
            var differing = _differences.Select(result => result.Statement).Distinct().Count();
            var text = new StringBuilder().Append(
                CultureInfo.InvariantCulture, $"{statements} statements tested against {Subject}: {statements - differing} hold, {differing} differ");
            foreach (var difference in _differences)
            {
                text.Append(CultureInfo.InvariantCulture, $"\nstatement {difference.Statement}: {difference.Difference} ({difference.Test})");
            }

            return text.ToString();
        }
    }

    public static StatementReport Of(IEnumerable<StatementResult> results) => new(results);

    /// <summary>The file's path. It names no API and no account, so that it can be passed on.</summary>
    public string Write()
    {
        var file = Path.Combine(Repository.Reports, Deployment.IsGiven ? "deployed.md" : "emulator.md");
        Directory.CreateDirectory(Repository.Reports);
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture, $"# Conformance of {Subject}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC\n\n{Summary.Replace("\n", "\n- ", StringComparison.Ordinal)}\n\n| # | Statement | Result |\n|---|---|---|\n");
        foreach (var row in Row.ReadAll())
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Number} | {row.Rule} | {Verdict(row.Number)} |\n");
        }

        File.WriteAllText(file, text.ToString());
        return file;
    }

    private string Verdict(int statement)
    {
        var results = _results.Where(result => result.Statement == statement).ToArray();
        return results switch
        {
            [] when Reasons.ByStatement.TryGetValue(statement, out var reason) => $"not tested: {reason.Why}",
            [] => "not in this run",
            _ when Array.Find(results, result => result.Difference is not null) is { } different =>
                $"**differs**: {different.Difference!.Replace('\n', ' ').Replace("|", "\\|", StringComparison.Ordinal)} ({different.Test})",
            _ => "holds",
        };
    }
}
