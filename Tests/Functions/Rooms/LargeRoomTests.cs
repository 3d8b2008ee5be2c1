using System.Globalization;
using Chat.Functions.Rooms;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Functions.Tests.Rooms;

/// <summary>Who hears of whom: everybody in a small room, nobody in a large one.</summary>
public sealed class LargeRoomTests : IDisposable
{
    private const string Room = "crowd";

    private readonly MemoryDynamoDb _table = new() { IsEverybodyOpen = true };
    private readonly DynamoDbRoomStore _rooms;
    private readonly List<string> _told = [];

    public LargeRoomTests() =>
        _rooms = new DynamoDbRoomStore(_table, "connections", "rooms", new FakeTimeProvider(new DateTimeOffset(2031, 3, 4, 5, 6, 0, TimeSpan.Zero)));

    public void Dispose() => _table.Dispose();

    [Fact]
    public async Task Room_OfAsManyAsAreSmall_HearsWhoComesWritesAndGoes()
    {
        await FillAsync(RoomRules.MostOfASmallRoom - 1);

        var joined = await JoinAsync("last");
        await CallAsync("last", hub => hub.Typing(Room));
        await CallAsync("last", hub => hub.Leave(Room));

        Assert.Equal((RoomRules.MostOfASmallRoom, false), (joined.Members.Count, joined.HasMoreMembers));
        Assert.Equal(["joined", "typing", "left"], _told);
    }

    [Fact]
    public async Task Room_OfMore_HearsMessagesAlone_AndIsToldThatItHasMore()
    {
        await FillAsync(RoomRules.MostOfASmallRoom + 1);

        var joined = await JoinAsync("last");
        await CallAsync("last", hub => hub.Typing(Room));
        await CallAsync("last", hub => hub.Send(Room, "id", "hello"));
        await CallAsync("last", hub => hub.Leave(Room));

        Assert.Equal((RoomRules.MostOfASmallRoom, true), (joined.Members.Count, joined.HasMoreMembers));
        Assert.Equal(["message"], _told);
    }

    [Fact]
    public async Task Room_ThatIsSmallAgain_HearsOfTheOneWhoLeft()
    {
        await FillAsync(RoomRules.MostOfASmallRoom + 1);

        await CallAsync("0", hub => hub.Leave(Room));

        Assert.Equal(["left"], _told);
    }

    [Fact]
    public async Task Room_WhoseNamesDoNotAllGoIntoTheAnswer_IsLargeForWhoeverJoinsAndLeaves()
    {
        // Each letter is six bytes of JSON.
        await FillAsync(RoomRules.MostOfASmallRoom - 20, "\u30c1\u30e3\u30c3\u30c8\u30eb\u30fc\u30e0\u306e\u30e1\u30f3\u30d0\u30fc\u306e\u540d\u524d\u306f\u9577\u3044\u3067\u3059\u3088\u306d");

        var joined = await JoinAsync("last");
        await CallAsync("last", hub => hub.Leave(Room));

        Assert.True(joined.HasMoreMembers);
        Assert.Empty(_told);
    }

    [Fact]
    public async Task Room_OfFewWithManyTabs_IsSmall()
    {
        for (var tab = 0; tab <= RoomRules.MostOfASmallRoom; tab++)
        {
            await _rooms.EnterAsync(Room, new Visitor($"tab {tab}", "ada", "secret"), CancellationToken.None);
        }

        var joined = await JoinAsync("bob");
        await CallAsync("bob", hub => hub.Leave(Room));

        Assert.Equal(["ada", joined.Name], joined.Members);
        Assert.Equal(["joined", "left"], _told);
    }

    private async Task FillAsync(int count, string name = "member")
    {
        for (var number = 0; number < count; number++)
        {
            await _rooms.EnterAsync(Room, new Visitor(number.ToString(CultureInfo.InvariantCulture), $"{name} {number}", null), CancellationToken.None);
        }
    }

    private async Task<Joined> JoinAsync(string connectionId)
    {
        using var hub = Hub(connectionId);
        return await hub.Join(Room, null);
    }

    private async Task CallAsync(string connectionId, Func<ChatHub, Task> call)
    {
        using var hub = Hub(connectionId);
        await call(hub);
    }

    private ChatHub Hub(string connectionId) => new(_rooms, plain: null)
    {
        Context = new Caller(connectionId, user: null),
        Clients = new Nobody(_told),
        Groups = new NoGroups(),
    };
}
