using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.Conformance.Tests.Coverage;
using Chat.Conformance.Tests.Target;

namespace Chat.Conformance.Tests.Report;

/// <summary>What a run showed, by statement: for people, to be sent to somebody, and for <c>docs/scoreboard.md</c>.</summary>
internal sealed class StatementReport
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StatementResult[] _results;

    private StatementReport(IEnumerable<StatementResult> results) =>
        _results = [.. results.OrderBy(result => result.Statement).ThenBy(result => result.Test, StringComparer.Ordinal)];

    private static string Subject => Drivers.Chosen.Name switch
    {
        DeployedDriver.Deployed => "the deployed API",
        EmulatorDriver.Own => "the emulator",
        var name => name,
    };

    /// <summary>A line, and one more for each difference: <c>statement 41: expected 1009, got 1000 (FrameTests.TextFrame_Over32KB_Closes1009)</c>.</summary>
    public string Summary
    {
        get
        {
            var verdicts = _results.Select(result => result.Statement).Distinct().Select(VerdictOf).ToArray();
            var untried = verdicts.OfType<Verdict.CannotBeTried>().Count();
            var differing = verdicts.OfType<Verdict.Differs>().Count();
            var text = new StringBuilder().Append(
                CultureInfo.InvariantCulture,
                $"{verdicts.Length - untried} statements tested against {Subject}: {verdicts.Length - untried - differing} hold, {differing} differ");
            if (untried > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"; {untried} can't be tried there");
            }

            foreach (var result in _results)
            {
                if (result.Verdict is Verdict.Differs(var what, var test))
                {
                    text.Append(CultureInfo.InvariantCulture, $"\nstatement {result.Statement}: {what} ({test})");
                }
            }

            return text.ToString();
        }
    }

    public static StatementReport Of(IEnumerable<StatementResult> results) => new(results);

    /// <summary>The file's path; one for programs is beside it. Neither names an API or an account, so that both can be passed on.</summary>
    public string Write()
    {
        var file = Path.Combine(Repository.Reports, Drivers.Chosen.Name + ".md");
        Directory.CreateDirectory(Repository.Reports);
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture, $"# Conformance of {Subject}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC\n\n{Summary.Replace("\n", "\n- ", StringComparison.Ordinal)}\n\n| # | Statement | Result |\n|---|---|---|\n");
        var statements = new JsonArray();
        foreach (var row in Row.ReadAll())
        {
            var verdict = VerdictOf(row.Number);
            text.Append(CultureInfo.InvariantCulture, $"| {row.Number} | {row.Rule} | {Cell(verdict)} |\n");
            statements.Add(Json(row, verdict));
        }

        File.WriteAllText(file, text.ToString());
        File.WriteAllText(Path.ChangeExtension(file, ".json"), new JsonObject
        {
            ["target"] = Drivers.Chosen.Name,
            ["versions"] = Deployment.Current?.Versions,
            ["date"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
            ["statements"] = statements,
        }.ToJsonString(Readable));
        return file;
    }

    private static string Cell(Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.Differs(var what, var test) => $"**differs**: {what.Replace('\n', ' ').Replace("|", "\\|", StringComparison.Ordinal)} ({test})",
        Verdict.CannotBeTried(var why) => $"can't be tried: {why}",
        _ => "not in this run",
    };

    private static JsonObject Json(Row row, Verdict verdict)
    {
        var (name, detail, test) = verdict switch
        {
            Verdict.Holds => ("holds", null, null),
            Verdict.Differs differs => ("differs", differs.What, differs.Test),
            Verdict.CannotBeTried cannot => ("cannotBeTried", cannot.Why, null),
            _ => ("notInThisRun", (string?)null, (string?)null),
        };
        return new JsonObject { ["number"] = row.Number, ["rule"] = row.Rule, ["source"] = row.Source, ["verdict"] = name, ["detail"] = detail, ["test"] = test };
    }

    // One test of several that differs is a difference, whatever the others say.
    private Verdict VerdictOf(int statement)
    {
        var verdicts = _results.Where(result => result.Statement == statement).Select(result => result.Verdict).ToArray();
        return verdicts switch
        {
            [] when Reasons.ByStatement.TryGetValue(statement, out var reason) => new Verdict.CannotBeTried(
                Drivers.Chosen is EmulatorDriver ? $"{reason.Why}; {reason.HeldBy} holds it with a clock that it moves" : reason.Why),
            [] => new Verdict.NotInThisRun(),
            _ => verdicts.FirstOrDefault(verdict => verdict is Verdict.Differs) ?? verdicts.FirstOrDefault(verdict => verdict is Verdict.CannotBeTried) ?? verdicts[0],
        };
    }
}
