using Chat.Benchmarks.Load;
using Chat.Benchmarks.Report;

namespace Chat.Benchmarks.Tests;

public sealed class FigureTests
{
    private static readonly Metric Metric = new("row", "title", "ms", Target: 5);

    [Theory]
    [InlineData(new double[] { 3, 1, 2 }, 2)]
    [InlineData(new double[] { 4, 1, 2, 3 }, 2.5)]
    [InlineData(new double[] { 7 }, 7)]
    [InlineData(new double[] { double.NaN, 2, 1, 3 }, 2)]
    public void Median_OfRounds_IsTheMiddleOfThoseThatHaveAValue(double[] values, double median) =>
        Assert.Equal(median, new Figure(Metric, "x", values).Median);

    [Fact]
    public void IsMet_OfARate_IsAtLeastTheTarget()
    {
        Assert.True(Metric.IsMet(4.9));
        Assert.False(Metric.IsMet(double.NaN));
        Assert.True((Metric with { IsHigherBetter = true }).IsMet(5));
        Assert.False((Metric with { IsHigherBetter = true }).IsMet(4.9));
    }

    [Fact]
    public void Percentile_IsTheNearestRank()
    {
        var samples = new Samples(4);
        foreach (var milliseconds in (int[])[4, 1, 3, 2, 9])
        {
            samples.Add(milliseconds * System.Diagnostics.Stopwatch.Frequency / 1_000);
        }

        // The fifth is beyond what is kept.
        Assert.Equal(2, samples.Percentile(50), 6);
        Assert.Equal(4, samples.Percentile(99), 6);
        Assert.Equal(double.NaN, new Samples(1).Percentile(50));
    }
}
