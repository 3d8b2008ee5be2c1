using Chat.Benchmarks.Cost;

namespace Chat.Benchmarks.Tests;

/// <summary>The formulae of <c>docs/cost.md</c> for one message, against sums done by hand.</summary>
public sealed class MessageCostTests
{
    private static readonly Prices Prices = new("here", "2026-11-23", "USD", [], 1.00, 0.80, 0.25, 0.20, 0.00002, 0.60, 0.12);
    private static readonly Quotas Quotas = new("2026-11-29", [], 10_000, 500, 29, 1_000, 3_000);

    private static readonly Design Design = Design.OfTheChat with { SendBaseMs = 10, PostMs = 10, PostProcessorMs = 0, MemoryMb = 1_024 };
    private static readonly FanOutDesign FanOut = new() { HandOverMs = 100, PageMs = 0, KeyBytes = 4.096 };

    [Theory]
    [InlineData(1_000, 0)]
    [InlineData(1_001, 2)]
    [InlineData(8_000, 8)]
    [InlineData(1_000_000, 8)]
    public void Slices_AreOfTheThresholdsSize_AndNoMoreThanTheMost(double recipients, double slices) => Assert.Equal(slices, FanOut.SlicesOf(recipients));

    [Fact]
    public void Message_ToASmallRoom_IsPostedSixtyFourAtATime()
    {
        var cost = Of(640, FanOut);

        // Ten waves of 10 ms behind 10 ms, and a read unit's share of a partition's second.
        Assert.Equal(0.01 + (1 / 3_000.0) + 0.1, cost.Seconds, 6);
        Assert.Equal((MessageCost.Waiting, true), (cost.Binds, cost.Fits));
        Assert.Equal(641e-6, cost.ApiCost, 9);
    }

    [Fact]
    public void Message_ToALargeRoom_TakesWhatTheRateTakes_AndCostsEachSlice()
    {
        var cost = Of(80_000, FanOut);

        Assert.Equal((8, MessageCost.Rate), (cost.Slices, cost.Binds));
        Assert.Equal(0.01 + (80 / 3_000.0) + 0.1 + 10, cost.Seconds, 6);

        // Nine requests; a GB for the sender's time and for eight times ten seconds; three writes; three reads, and the keys twice.
        Assert.Equal((9 * 0.2e-6) + ((0.01 + (80 / 3_000.0) + 80) * 0.00002) + (3 * 0.6e-6) + (163 * 0.12e-6), cost.OtherCost, 9);
    }

    [Fact]
    public void Message_InOneInvocation_IsBoundByTheAccountAndThenByItsRoute()
    {
        Assert.Equal(MessageCost.Requests, Of(100_000, FanOutDesign.Never, Design with { Parallelism = 1_000 }).Binds);
        Assert.True(Of(100_000, FanOutDesign.Never).Fits);
        Assert.False(Of(1_000_000, FanOutDesign.Never).Fits);
        Assert.True(Of(1_000_000, FanOut).Fits);
    }

    [Fact]
    public void Message_WhereTheProcessorIsSlowest_IsBoundByIt() =>
        Assert.Equal(MessageCost.Processor, Of(640, FanOut, Design with { PostProcessorMs = 1 }).Binds);

    [Fact]
    public void Quotas_ThatCameAlong_AreDatedAndHaveSources()
    {
        Assert.True(DateOnly.TryParseExact(Quotas.Known.LookedUpOn, "yyyy-MM-dd", out _));
        Assert.All(Quotas.Known.Sources, source => Assert.StartsWith("https://docs.aws.amazon.com/", source, StringComparison.Ordinal));
    }

    [Fact]
    public void Table_HasARowForEachSize_AndThePlotALineForEachWay()
    {
        Assert.Equal(5, MessageTable.Of(200, Prices, Quotas).Split('\n').Count(line => line.StartsWith("| 1", StringComparison.Ordinal)));
        Assert.Equal(3, MessageTable.Draw(200, Prices, Quotas).Split("<polyline").Length - 1);
    }

    private static MessageCost Of(double recipients, FanOutDesign fanOut, Design? design = null) =>
        MessageCost.Of(recipients, 200, design ?? Design, fanOut, Quotas, Prices);
}
