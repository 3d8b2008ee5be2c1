using System.Globalization;

namespace Chat.Benchmarks.Report;

/// <summary>Collects figures while they are measured, and says them on standard error.</summary>
internal sealed class Recorder
{
    private readonly List<(Metric Metric, string Contender, List<double> Values)> _figures = [];
    private readonly List<string> _notes = [];

    public IReadOnlyList<Figure> Figures => [.. _figures.Select(figure => new Figure(figure.Metric, figure.Contender, figure.Values))];

    public IReadOnlyList<string> Notes => _notes;

    public void Add(Metric metric, string contender, double value)
    {
        var index = _figures.FindIndex(figure => figure.Metric == metric && figure.Contender == contender);
        if (index < 0)
        {
            index = _figures.Count;
            _figures.Add((metric, contender, []));
        }

        _figures[index].Values.Add(value);
        Say($"{contender}: {metric.Title} {value.ToString("0.###", CultureInfo.InvariantCulture)} {metric.Unit}");
    }

    /// <summary>Something that could not be measured. Said once, however often it happens.</summary>
    public void Note(string note)
    {
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
            Say(note);
        }
    }

    public static void Say(string text) => Console.Error.WriteLine($"  {text}");
}
