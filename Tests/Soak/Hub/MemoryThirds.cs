using System.Globalization;

namespace Chat.Soak.Tests.Hub;

/// <summary>Medians of the first and of the last third of the samples: whether memory grew between them.</summary>
internal sealed record MemoryThirds(string What, double First, double Last, string Unit)
{
    // What heaps and caches move by on their own.
    private const double Factor = 1.1;
    private const double Slack = 10;

    /// <summary>False too where nothing was measured.</summary>
    public bool IsFlat => First > 0 && Last <= (First * Factor) + Slack;

    public static IReadOnlyList<MemoryThirds> Of(IReadOnlyList<MemorySample> samples) => samples.Count < 3 ? [] :
    [
        Of("emulator", samples, sample => sample.Emulator),
        Of("tables' server", samples, sample => sample.Tables),
        Of("a function's process", samples, sample => sample.EachFunction),
        Of("processes of functions", samples, sample => sample.FunctionProcesses, unit: ""),
    ];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{What}: {First:0.0}{Unit} in the first third, {Last:0.0}{Unit} in the last{(IsFlat ? "" : ": not flat")}");

    private static MemoryThirds Of(string what, IReadOnlyList<MemorySample> samples, Func<MemorySample, double> size, string unit = " MB")
    {
        var third = samples.Count / 3;
        return new MemoryThirds(what, Median(samples.Take(third).Select(size)), Median(samples.TakeLast(third).Select(size)), unit);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
