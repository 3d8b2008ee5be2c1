using System.Globalization;
using System.Net;
using System.Text;

namespace Chat.Benchmarks.Report;

/// <summary>A line of a plot.</summary>
internal sealed record Series(string Name, (double X, double Y)[] Points);

/// <summary>
/// Draws lines over two logarithmic axes as SVG. Readable on light and dark pages alike: text and grid take the page's colour scheme, the
/// lines differ in dashes too, and each has its name beside its end.
/// </summary>
internal static class Plot
{
    private const double Width = 800;
    private const double Height = 400;
    private const double Left = 64;
    private const double Right = 560;
    private const double Top = 48;
    private const double Bottom = 344;
    private const double LabelHeight = 15;

    // Seven hues that hold on white and on near-black; told apart without colour by their dashes.
    private static readonly (string Colour, string Dashes)[] Styles =
        [("#1f7ae0", ""), ("#8a8a8a", "2 4"), ("#d9480f", "8 4"), ("#2b8a3e", "4 3"), ("#9c36b5", "10 3 2 3"), ("#b08900", "6 2"), ("#0b8793", "1 3")];

    public static string Draw(string title, string axis, IReadOnlyList<Series> series)
    {
        var points = series.SelectMany(line => line.Points).ToArray();
        var x = new Scale(points.Min(point => point.X), points.Max(point => point.X), Left, Right);
        var y = new Scale(Floor(points.Min(point => point.Y)), Ceiling(points.Max(point => point.Y)), Bottom, Top);

        var svg = new StringBuilder();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" role="img" font-family="system-ui, sans-serif" font-size="12">""");
        Line(svg, $"<title>{WebUtility.HtmlEncode(title)}</title>");
        Line(svg, $"<style>text {{ fill: #24292f }} .grid {{ stroke: #8c959f; stroke-opacity: .35 }} @media (prefers-color-scheme: dark) {{ text {{ fill: #d0d7de }} }}</style>");
        Line(svg, $"""<text x="{Left}" y="24" font-size="15">{WebUtility.HtmlEncode(title)}</text>""");
        for (var decade = Floor(points.Min(point => point.Y)); decade <= Ceiling(points.Max(point => point.Y)); decade *= 10)
        {
            Line(svg, $"""<line class="grid" x1="{Left}" x2="{Right}" y1="{y.At(decade):0.#}" y2="{y.At(decade):0.#}"/>""");
            Line(svg, $"""<text x="{Left - 8}" y="{y.At(decade) + 4:0.#}" text-anchor="end">{decade:#,0.###}</text>""");
        }

        foreach (var at in points.Select(point => point.X).Distinct().Order())
        {
            Line(svg, $"""<line class="grid" x1="{x.At(at):0.#}" x2="{x.At(at):0.#}" y1="{Top}" y2="{Bottom}"/>""");
            Line(svg, $"""<text x="{x.At(at):0.#}" y="{Bottom + 18}" text-anchor="middle">{at:#,0}</text>""");
        }

        Line(svg, $"""<text x="{(Left + Right) / 2}" y="{Bottom + 38}" text-anchor="middle">{WebUtility.HtmlEncode(axis)}</text>""");
        DrawLines(svg, series, x, y);
        svg.Append("</svg>\n");
        return svg.ToString();
    }

    private static void DrawLines(StringBuilder svg, IReadOnlyList<Series> series, Scale x, Scale y)
    {
        for (var i = 0; i < series.Count; i++)
        {
            var (colour, dashes) = Styles[i % Styles.Length];
            var path = string.Join(' ', series[i].Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{x.At(point.X):0.#},{y.At(point.Y):0.#}")));
            Line(svg, $"""<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>""");
            foreach (var (pointX, pointY) in series[i].Points)
            {
                Line(svg, $"""<circle cx="{x.At(pointX):0.#}" cy="{y.At(pointY):0.#}" r="3" fill="{colour}"><title>{WebUtility.HtmlEncode(series[i].Name)}: {pointY:#,0.##}</title></circle>""");
            }
        }

        // Names in the order of the lines' ends, moved apart where they would overlap.
        var lowest = double.NegativeInfinity;
        foreach (var (line, index) in series.Select((line, index) => (line, index)).OrderBy(item => y.At(item.line.Points[^1].Y)))
        {
            lowest = Math.Max(y.At(line.Points[^1].Y), lowest + LabelHeight);
            var (colour, dashes) = Styles[index % Styles.Length];
            Line(svg, $"""<line x1="{Right + 10}" x2="{Right + 34}" y1="{lowest:0.#}" y2="{lowest:0.#}" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>""");
            Line(svg, $"""<text x="{Right + 40}" y="{lowest + 4:0.#}">{WebUtility.HtmlEncode(line.Name)}</text>""");
        }
    }

    private static double Floor(double value) => Math.Pow(10, Math.Floor(Math.Log10(value)));

    private static double Ceiling(double value) => Math.Pow(10, Math.Ceiling(Math.Log10(value)));

    private static void Line(StringBuilder svg, FormattableString line) => svg.Append(FormattableString.Invariant(line)).Append('\n');

    /// <summary>Logarithmic: the first value lies at the first place, the last at the last.</summary>
    private readonly record struct Scale(double First, double Last, double FirstPlace, double LastPlace)
    {
        public double At(double value) => First == Last
            ? (FirstPlace + LastPlace) / 2
            : FirstPlace + ((LastPlace - FirstPlace) * Math.Log(value / First) / Math.Log(Last / First));
    }
}
