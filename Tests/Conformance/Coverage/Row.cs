using System.Globalization;
using System.Text.RegularExpressions;
using Chat.Conformance.Tests.Target;

namespace Chat.Conformance.Tests.Coverage;

/// <summary>A numbered row of <c>docs/websocket-api.md</c>.</summary>
/// <param name="Tests">As <c>Class.Method</c>, or <c>Class</c> for all of its methods.</param>
internal sealed partial record Row(int Number, string Rule, string Source, string Here, IReadOnlyList<string> Tests)
{
    public static IReadOnlyList<Row> ReadAll()
    {
        var rows = new List<Row>();
        foreach (var line in File.ReadLines(Repository.Documentation))
        {
            // | 41 | Frame over 32 KB: close 1009 | documented | emulated | `FrameLimitTests.TextFrame_Over32KB_Closes1009FromHeaderAlone` |
            if (line.Split('|') is ["", var number, var rule, var source, var here, var tests, ""] && int.TryParse(number, CultureInfo.InvariantCulture, out var parsed))
            {
                rows.Add(new Row(parsed, rule.Trim(), source.Trim(), here.Trim(), tests.Trim() == "same" ? rows[^1].Tests : ReadTests(tests)));
            }
        }

        return rows;
    }

    // `A.One`, `.Two` stands for A.One and A.Two.
    private static List<string> ReadTests(string cell)
    {
        var tests = new List<string>();
        foreach (var name in Quoted().Matches(cell).Select(match => match.Groups[1].Value))
        {
            tests.Add(name.StartsWith('.') ? tests[^1].Split('.')[0] + name : name);
        }

        return tests;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
