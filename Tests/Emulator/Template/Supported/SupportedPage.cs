using System.Text.RegularExpressions;

namespace Chat.Emulator.Tests.Template.Supported;

/// <summary><c>docs/supported.md</c>, as tables of rows: what, how far, and a remark.</summary>
internal static partial class SupportedPage
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "supported.md"));

    /// <summary>The headings of a level below another one, without backticks.</summary>
    public static IEnumerable<string> Headings(string within) => Section($"## {within}").Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..].Trim('`'));

    /// <summary>The rows of the first table below a heading; one row may name several things.</summary>
    public static ILookup<string, string> Rows(string heading) => Section(heading)
        .Select(line => Row().Match(line))
        .Where(row => row.Success)
        .SelectMany(row => Name().Matches(row.Groups["what"].Value).Select(name => (Name: name.Groups["name"].Value, How: row.Groups["how"].Value)))
        .ToLookup(row => row.Name, row => row.How, StringComparer.Ordinal);

    /// <summary>Up to the next heading of the same level or above.</summary>
    private static IEnumerable<string> Section(string heading)
    {
        var level = heading.IndexOf(' ', StringComparison.Ordinal);
        var start = Array.IndexOf(Lines, heading);
        Assert.True(start >= 0, $"docs/supported.md has no heading '{heading}'.");
        return Lines.Skip(start + 1).TakeWhile(line => !Enumerable.Range(1, level).Any(above => line.StartsWith(new string('#', above) + " ", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"\A\| (?<what>`.*?`) \| (?<how>yes|partly|no) \|", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
