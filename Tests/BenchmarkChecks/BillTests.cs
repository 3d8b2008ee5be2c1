using Chat.Benchmarks.Cost;

namespace Chat.Benchmarks.Tests;

/// <summary>The formulae of <c>docs/cost.md</c>, against sums done by hand.</summary>
public sealed class BillTests
{
    private const double ConnectMs = 10;

    // 2,400 users for an hour a day: 100 connected at a time.
    private static readonly Usage Usage = new(Users: 2_400, Rooms: 1, MessagesPerDay: 1_000) { HoursPerDay = 1, ConnectionsPerDay = 2, MessageBytes = 200 };

    private static readonly Prices Prices = new("here", "2026-11-23", "USD", [], 1.00, 0.80, 0.25, 0.20, 0.00002, 0.60, 0.12);

    private static Bill Of(Usage usage, Design design) => Bill.Of(usage, design, Prices);

    [Fact]
    public void Messages_OfOneRoom_ComeInOnceAndGoOutToAllConnected()
    {
        var bill = Of(Usage, Design.OfTheChat);

        Assert.Equal(30 * 1_000 * (1 + 100), bill.Messages);
        Assert.Equal(3.03, bill.MessagesCost, 6);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(32 * 1024, 1)]
    [InlineData((32 * 1024) + 1, 2)]
    [InlineData(128 * 1024, 4)]
    public void Messages_AreChargedPer32KbOrPartOfIt(double bytes, double units) =>
        Assert.Equal(30 * 1_000 * 101 * units, Of(Usage with { MessageBytes = bytes }, Design.OfTheChat).Messages);

    [Fact]
    public void Messages_BeyondTheFirstBillion_AreCheaper()
    {
        var bill = Of(Usage, Design.OfTheChat) with { Messages = 1.5e9 };

        Assert.Equal(1_000 + 400, bill.MessagesCost, 6);
    }

    [Fact]
    public void Messages_InManyRooms_GoToTheConnectedOfOne() =>
        Assert.Equal(30 * 1_000 * (1 + 10), Of(Usage with { Rooms = 10 }, Design.OfTheChat).Messages);

    [Fact]
    public void Messages_InRoomsThatAreEmpty_StillReachTheSender() =>
        Assert.Equal(30 * 1_000 * 2, Of(Usage with { Rooms = 100_000 }, Design.OfTheChat).Messages);

    [Fact]
    public void ConnectionMinutes_AreThoseOfAllUsers()
    {
        var bill = Of(Usage, Design.OfTheChat);

        Assert.Equal(2_400 * 60 * 30, bill.ConnectionMinutes);
        Assert.Equal(4.32 * 0.25, bill.MinutesCost, 6);
    }

    [Fact]
    public void Lambda_RunsForEveryMessageAndTwiceForEveryConnection()
    {
        var bill = Of(Usage, Design.OfTheChat);

        Assert.Equal((30 * 1_000) + (2 * 30 * 4_800), bill.LambdaRequests);
    }

    [Fact]
    public void Lambda_GbSeconds_AreDurationTimesMemory()
    {
        // Two waves of 64 posts of 10 ms, and 10 ms besides.
        var design = Design.OfTheChat with { MemoryMb = 1_024, ConnectMs = ConnectMs, ConnectMemoryMb = 512, PostProcessorMs = 0 };

        Assert.Equal(30, design.SendMs(100));
        Assert.Equal((30_000 * 0.030) + (288_000 * 0.010 * 0.5), Of(Usage, design).LambdaGbSeconds, 6);
    }

    [Fact]
    public void SendMs_BoundByTheProcessor_HalvesWithTwiceTheMemory()
    {
        var design = Design.OfTheChat with { SendBaseMs = 0, PostMs = 0, PostProcessorMs = 1, MemoryMb = Design.MemoryOfOneProcessorMb / 4 };

        Assert.Equal(400, design.SendMs(100), 6);
        Assert.Equal(200, (design with { MemoryMb = Design.MemoryOfOneProcessorMb / 2 }).SendMs(100), 6);
        Assert.Equal(100, (design with { MemoryMb = 2 * Design.MemoryOfOneProcessorMb }).SendMs(100), 6);
    }

    [Fact]
    public void SendMs_OnePostAfterTheOther_IsTheSumOfAll() =>
        Assert.Equal(1_010, (Design.OfTheChat with { Parallelism = 1, PostProcessorMs = 0 }).SendMs(100));

    [Fact]
    public void Reads_ByScan_AreOfAllConnectedWhateverTheRooms()
    {
        // 100 rows of 100 bytes: three units of 4 KB.
        Assert.Equal(30_000 * 3, Of(Usage with { Rooms = 10 }, Design.OfTheChat).ReadUnits);
    }

    [Fact]
    public void Reads_ByQuery_AreOfOneRoom() =>
        Assert.Equal(30_000 * 1, Of(Usage with { Rooms = 10 }, Design.OfTheChat with { IsQuery = true }).ReadUnits);

    [Fact]
    public void Writes_AreTwoForEveryConnection() => Assert.Equal(2 * 30 * 4_800, Of(Usage, Design.OfTheChat).WriteUnits);

    [Fact]
    public void Total_IsTheSumOfTheItems()
    {
        var bill = Of(Usage, Design.OfTheChat);

        Assert.Equal(
            bill.MessagesCost + bill.MinutesCost + bill.LambdaRequestsCost + bill.LambdaDurationCost + bill.WritesCost + bill.ReadsCost, bill.Total, 9);
    }

    [Fact]
    public void Prices_ThatCameAlong_AreDatedAndHaveSources()
    {
        Assert.True(DateOnly.TryParseExact(Prices.Known.LookedUpOn, "yyyy-MM-dd", out _));
        Assert.All(Prices.Known.Sources, source => Assert.StartsWith("https://aws.amazon.com/", source, StringComparison.Ordinal));
        Assert.Equal("us-east-1", Prices.Known.Region);
    }
}
