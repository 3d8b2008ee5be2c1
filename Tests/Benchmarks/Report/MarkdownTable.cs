using System.Globalization;
using System.Text;
using Chat.Benchmarks.Compare;

namespace Chat.Benchmarks.Report;

/// <summary>
/// The table for people: per metric the emulator's median with the least and most of all rounds, the target, and the others with how many
/// times better or worse the emulator is.
/// </summary>
internal static class MarkdownTable
{
    public static string Of(Results results)
    {
        var text = new StringBuilder();
        text.Append("Measured ").Append(results.StartedAt.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture))
            .Append(", medians of ").Append(results.Rounds).Append(results.Rounds == 1 ? " round" : " rounds (least to most)").Append(".\n\n");
        foreach (var (what, value) in results.Machine)
        {
            text.Append("- ").Append(what).Append(": ").Append(value).Append('\n');
        }

        var contenders = results.Figures.Select(figure => figure.Contender).Where(name => name != Comparison.Emulator).Distinct().ToArray();
        text.Append("\n| measured | unit | target | emulator | met |");
        AppendEach(text, contenders);
        text.Append("\n|---|---|---|---|---|").Append(string.Concat(contenders.Select(_ => "---|"))).Append('\n');
        foreach (var metric in results.Figures.Select(figure => figure.Metric).Distinct())
        {
            var figures = results.Figures.Where(figure => figure.Metric == metric).ToDictionary(figure => figure.Contender);
            var own = figures.GetValueOrDefault(Comparison.Emulator);
            text.Append("| ").Append(metric.Title).Append(" | ").Append(metric.Unit).Append(" | ").Append(Target(metric)).Append(" | ")
                .Append(own is null ? "" : Value(own)).Append(" | ")
                .Append(own is null || metric.Target is null ? "" : metric.IsMet(own.Median) ? "yes" : "**no**").Append(" |");
            AppendEach(text, contenders.Select(name => figures.TryGetValue(name, out var figure) ? Value(figure) + Ratio(own, figure) : ""));
            text.Append('\n');
        }

        if (results.Notes.Count > 0)
        {
            text.Append("\nNot measured:\n\n");
            foreach (var note in results.Notes)
            {
                text.Append("- ").Append(note.ReplaceLineEndings(" ")).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void AppendEach(StringBuilder text, IEnumerable<string> cells)
    {
        foreach (var cell in cells)
        {
            text.Append(' ').Append(cell).Append(" |");
        }
    }

    private static string Target(Metric metric) =>
        metric.Target is { } target ? $"{(metric.IsHigherBetter ? "≥" : "<")} {Number(target)}" : "";

    private static string Value(Figure figure) => figure.Values.Count == 1
        ? Number(figure.Median)
        : $"{Number(figure.Median)} ({Number(figure.Least)} to {Number(figure.Most)})";

    // How many times the emulator's figure this one is.
    private static string Ratio(Figure? own, Figure other) =>
        own is { Median: > 0 } && other.Median > 0 ? $", {Number(other.Median / own.Median)}×" : "";

    private static string Number(double value) => double.IsNaN(value) ? "–" : value.ToString(
        Math.Abs(value) switch { >= 1_000 => "N0", >= 100 => "0", >= 10 => "0.#", >= 0.1 => "0.##", _ => "0.###" }, CultureInfo.InvariantCulture);
}
