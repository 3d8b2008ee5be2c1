using Chat.Functions.Rooms;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Functions.Tests.Rooms;

public sealed class RoomMembersTests : IDisposable
{
    private const string Room = "lobby";

    private readonly MemoryDynamoDb _table = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2031, 3, 4, 5, 6, 7, TimeSpan.Zero));
    private readonly DynamoDbRoomStore _rooms;

    public RoomMembersTests() => _rooms = new DynamoDbRoomStore(_table, "connections", "rooms", _time);

    public void Dispose() => _table.Dispose();

    [Fact]
    public async Task Enter_AndLeave_AreToldOnceAndLeaveNothing()
    {
        _table.Connect("a");
        Assert.Equal(Entry.Entered, await EnterAsync("a", "ada"));
        Assert.Equal(Entry.WasThere, await EnterAsync("a", "ada"));
        Assert.Equal(["ada"], (await _rooms.MembersAsync(Room, CancellationToken.None)).All);
        Assert.Equal([Room], await _rooms.RoomsOfAsync("a", CancellationToken.None));

        Assert.Equal("ada", await LeaveAsync("a"));
        Assert.Null(await LeaveAsync("a"));
        Assert.Equal(0, _table.ItemCount);
    }

    [Fact]
    public async Task Enter_ANameInUse_IsRefusedByAnyCase()
    {
        _table.Connect("a");
        _table.Connect("b");
        await EnterAsync("a", "ada");
        Assert.Equal(Entry.NameTaken, await EnterAsync("b", "ADA"));
        Assert.Empty(await _rooms.RoomsOfAsync("b", CancellationToken.None));
    }

    [Fact]
    public async Task Enter_ANameWhoseConnectionIsGone_TakesIt()
    {
        _table.Connect("a");
        _table.Connect("b");
        await EnterAsync("a", "ada");
        _table.Disconnect("a");

        Assert.Equal(Entry.Entered, await EnterAsync("b", "ada"));

        // The late end of the first one takes nothing away from the second.
        Assert.Null(await LeaveAsync("a"));
        Assert.Equal(["ada"], (await _rooms.MembersAsync(Room, CancellationToken.None)).All);
        Assert.Equal("ada", await LeaveAsync("b"));
    }

    [Fact]
    public async Task Enter_OnesOwnNameByAnotherConnection_IsNoArrivalAndItsEndNoDeparture()
    {
        _table.Connect("a");
        _table.Connect("b");
        _table.Connect("c");
        await EnterAsync("a", "ada", "secret");
        Assert.Equal(Entry.WasThere, await EnterAsync("b", "ada", "secret"));
        Assert.Equal(Entry.NameTaken, await EnterAsync("c", "ada", "another"));

        // The second tab closes, the first stays, and keeps the name; then it goes too.
        Assert.Null(await LeaveAsync("b"));
        Assert.Equal(Entry.NameTaken, await EnterAsync("c", "ada", "another"));
        Assert.Equal("ada", await LeaveAsync("a"));
        Assert.Equal(Entry.Entered, await EnterAsync("c", "ada", "another"));
    }

    [Fact]
    public async Task Enter_ByAConnectionThatHasEnded_LeavesNothing()
    {
        await EnterAsync("gone", "ada");
        Assert.Equal(0, _table.ItemCount);
    }

    [Fact]
    public async Task Members_WhoseTimeIsOver_AreNotThere()
    {
        _table.Connect("a");
        await EnterAsync("a", "ada");
        _time.Advance(TimeSpan.FromHours(3));
        Assert.Empty((await _rooms.MembersAsync(Room, CancellationToken.None)).All);
        Assert.Null(await _rooms.NameInAsync(Room, "a", CancellationToken.None));
    }

    private Task<Entry> EnterAsync(string connectionId, string name, string? owner = null) =>
        _rooms.EnterAsync(Room, new Visitor(connectionId, name, owner), CancellationToken.None);

    private Task<string?> LeaveAsync(string connectionId) => _rooms.LeaveAsync(Room, connectionId, CancellationToken.None);
}
