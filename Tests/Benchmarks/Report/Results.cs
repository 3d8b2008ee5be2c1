namespace Chat.Benchmarks.Report;

/// <summary>What one run of <c>compare</c> measured, and where.</summary>
/// <param name="Machine">Processor, memory, system, versions.</param>
/// <param name="Figures">In the order in which they were first measured.</param>
/// <param name="Notes">What could not be measured, and why.</param>
internal sealed record Results(
    DateTimeOffset StartedAt,
    IReadOnlyDictionary<string, string> Machine,
    int Rounds,
    IReadOnlyList<Figure> Figures,
    IReadOnlyList<string> Notes);

/// <summary>One metric of one contender.</summary>
/// <param name="Values">A value per round.</param>
internal sealed record Figure(Metric Metric, string Contender, IReadOnlyList<double> Values)
{
    public double Median
    {
        get
        {
            var sorted = Values.Where(value => !double.IsNaN(value)).Order().ToArray();
            return sorted.Length == 0 ? double.NaN
                : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2]
                : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
        }
    }

    public double Least => Values.Min();

    public double Most => Values.Max();
}
