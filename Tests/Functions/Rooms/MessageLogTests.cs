using Chat.Functions.Broadcasting;
using Chat.Functions.Rooms;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Functions.Tests.Rooms;

public sealed class MessageLogTests : IDisposable
{
    private static readonly Backoff NoWait = new(() => 0);

    private readonly MemoryDynamoDb _table = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2031, 3, 4, 5, 6, 7, TimeSpan.Zero));
    private readonly MessageLog _log;

    public MessageLogTests() => _log = new MessageLog(new RoomTable(_table, "rooms", _time), NoWait, _time);

    public void Dispose() => _table.Dispose();

    [Fact]
    public async Task Commit_SameIdAgain_ReturnsTheFirstAndMakesNoSecond()
    {
        var first = await CommitAsync("a", "one");
        await CommitAsync("b", "two");

        Assert.Equal(first, await CommitAsync("a", "another text"));
        Assert.Equal(3, (await CommitAsync("c", "three")).Sequence);
    }

    [Fact]
    public async Task Commit_SameIdOfTheSameSenderUnderAnotherName_ReturnsTheFirst()
    {
        var draft = new Draft("a", "Ada", "one", MayComeAgain: true) { Owner = "user 1" };
        var first = await _log.CommitAsync("lobby", draft, CancellationToken.None);

        Assert.Equal(first, await _log.CommitAsync("lobby", draft with { Name = "Ada-1a2b" }, CancellationToken.None));
        Assert.Equal(2, (await _log.CommitAsync("lobby", draft with { Owner = "user 2" }, CancellationToken.None)).Sequence);
    }

    [Fact]
    public async Task Commit_SameIdOfAnotherName_IsAMessageOfItsOwn()
    {
        await CommitAsync("a", "one");
        Assert.Equal(2, (await _log.CommitAsync("lobby", new Draft("a", "bob", "two", MayComeAgain: true), CancellationToken.None)).Sequence);
    }

    [Fact]
    public async Task Commit_RightBehindOnesOwn_FindsItsPlaceWithoutALook()
    {
        await CommitAsync("a", "one");
        _table.Asked.Clear();

        Assert.Equal(2, (await _log.CommitAsync("lobby", new Draft("b", "ada", "two", MayComeAgain: false), CancellationToken.None)).Sequence);
        Assert.Equal(new Dictionary<string, int> { ["PutItemResponse"] = 1 }, _table.Asked);
    }

    [Fact]
    public async Task Commit_WhereAnotherProcessCameBetween_LooksAgainAndForAWhile()
    {
        var other = new MessageLog(new RoomTable(_table, "rooms", _time), NoWait, _time);
        await CommitAsync("a", "one");
        Assert.Equal(2, (await other.CommitAsync("lobby", new Draft("b", "bob", "two", MayComeAgain: true), CancellationToken.None)).Sequence);
        Assert.Equal(3, (await CommitAsync("c", "three")).Sequence);

        _table.Asked.Clear();
        Assert.Equal(4, (await CommitAsync("d", "four")).Sequence);
        Assert.Equal(1, _table.Asked["QueryResponse"]);

        _time.Advance(TimeSpan.FromSeconds(11));
        await CommitAsync("e", "five");
        _table.Asked.Clear();
        Assert.Equal(6, (await CommitAsync("f", "six")).Sequence);
        Assert.DoesNotContain("QueryResponse", _table.Asked.Keys);
    }

    [Fact]
    public async Task Commit_LosesTwoRaces_WaitsBeforeTheThird()
    {
        var log = new MessageLog(new RoomTable(_table, "rooms", _time), new Backoff(() => 1, TimeSpan.FromMilliseconds(4)), _time);
        await CommitAsync("a", "one");
        var requests = 0;
        _table.Gate = async () =>
        {
            // A look, a try, a look, a try: somebody else is quicker each time.
            if (++requests is 2 or 4)
            {
                var (gate, counted) = (_table.Gate, requests);
                _table.Gate = () => Task.FromResult(Fault.None);
                await CommitAsync($"other {counted}", "mine first");
                _table.Gate = gate;
            }

            return Fault.None;
        };

        var commit = log.CommitAsync("lobby", new Draft("b", "bob", "two", MayComeAgain: false), CancellationToken.None);
        _time.Advance(TimeSpan.FromMilliseconds(3));
        Assert.Equal(4, requests);
        Assert.False(commit.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(4, (await commit).Sequence);
        Assert.Equal(6, requests);
    }

    [Fact]
    public async Task ReadAfter_APosition_GivesWhatFollows()
    {
        var first = await CommitAsync("a", "one");
        var second = await CommitAsync("b", "two");

        var after = await _log.ReadAfterAsync("lobby", new Position(first.Epoch, 1), CancellationToken.None);

        Assert.Equal([second], after.Messages);
        Assert.False(after.HasMore);
        Assert.False(after.HasGap);
        Assert.False((await _log.ReadAfterAsync("lobby", new Position(first.Epoch, 2), CancellationToken.None)).HasGap);
    }

    [Fact]
    public async Task ReadAfter_MessagesThatHaveExpired_SaysThatHistoryBeginsLater()
    {
        var first = await CommitAsync("a", "one");
        await CommitAsync("b", "two");
        _time.Advance(MessageLog.Kept - TimeSpan.FromMinutes(1));
        var third = await CommitAsync("c", "three");
        _time.Advance(TimeSpan.FromMinutes(2));

        var after = await _log.ReadAfterAsync("lobby", new Position(first.Epoch, 1), CancellationToken.None);

        Assert.Equal([third], after.Messages);
        Assert.True(after.HasGap);
    }

    [Fact]
    public async Task ReadAfter_AMessageComesWhileItLooks_IsNoGap()
    {
        var first = await CommitAsync("a", "one");
        var requests = 0;
        _table.Gate = async () =>
        {
            // Behind the first one there was nothing; by the time that it asks for the last one there is.
            if (++requests == 2)
            {
                _table.Gate = () => Task.FromResult(Fault.None);
                await CommitAsync("b", "two");
            }

            return Fault.None;
        };

        var after = await _log.ReadAfterAsync("lobby", new Position(first.Epoch, 1), CancellationToken.None);

        Assert.Equal(2, requests);
        Assert.Empty(after.Messages);
        Assert.False(after.HasGap);
    }

    [Fact]
    public async Task ReadAfter_APositionOfALostTable_SaysSo()
    {
        await CommitAsync("a", "one");
        Assert.True((await _log.ReadAfterAsync("lobby", new Position(_time.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds(), 7), CancellationToken.None)).HasGap);
    }

    [Fact]
    public async Task ReadAfter_MoreThanAFrameHolds_ComesInPages()
    {
        var text = new string('€', RoomRules.LongestText / 3);
        for (var i = 0; i < 8; i++)
        {
            await CommitAsync($"{i}", text);
        }

        var position = new Position(0, 0);
        var seen = new List<long>();
        MessagesAfter page;
        do
        {
            page = await _log.ReadAfterAsync("lobby", position, CancellationToken.None);
            Assert.NotEmpty(page.Messages);
            Assert.True(page.Messages.Count < 8);
            seen.AddRange(page.Messages.Select(message => message.Sequence));
            position = new Position(page.Messages[^1].Epoch, page.Messages[^1].Sequence);
        }
        while (page.HasMore);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], seen);
    }

    [Fact]
    public async Task Read_AMessageThatAsJsonTakesMoreThanAPage_IsAPageOfItsOwn()
    {
        var longest = new string('\u0001', RoomRules.LongestText);
        var first = await CommitAsync("a", "one");
        var second = await CommitAsync("b", longest);
        await CommitAsync("c", "three");

        var after = await _log.ReadAfterAsync("lobby", new Position(first.Epoch, first.Sequence), CancellationToken.None);
        Assert.Equal([second], after.Messages);
        Assert.True(after.HasMore);

        var before = await _log.ReadBeforeAsync("lobby", new Position(second.Epoch, second.Sequence + 1), 50, CancellationToken.None);
        Assert.Equal([second], before.Messages);
        Assert.True(before.HasMore);
    }

    [Fact]
    public async Task ReadBefore_PageByPage_GoesBackToTheFirst()
    {
        for (var i = 0; i < 5; i++)
        {
            await CommitAsync($"{i}", $"{i}");
        }

        var newest = await _log.ReadBeforeAsync("lobby", null, 2, CancellationToken.None);
        Assert.Equal(["3", "4"], newest.Messages.Select(message => message.Text));
        Assert.True(newest.HasMore);
        var before = await _log.ReadBeforeAsync("lobby", new Position(newest.Messages[0].Epoch, newest.Messages[0].Sequence), 3, CancellationToken.None);
        Assert.Equal(["0", "1", "2"], before.Messages.Select(message => message.Text));
        Assert.False(before.HasMore);
    }

    private Task<RoomMessage> CommitAsync(string id, string text) =>
        _log.CommitAsync("lobby", new Draft(id, "ada", text, MayComeAgain: true), CancellationToken.None);
}
