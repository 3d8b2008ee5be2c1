using Chat.Functions.Rooms;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Functions.Tests.Rooms;

public sealed class SendingRateTests : IDisposable
{
    private readonly MemoryDynamoDb _table = new() { IsEverybodyOpen = true };
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2031, 3, 4, 5, 6, 0, TimeSpan.Zero));
    private readonly DynamoDbRoomStore _rooms;

    public SendingRateTests() => _rooms = new DynamoDbRoomStore(_table, "connections", "rooms", _time);

    public void Dispose() => _table.Dispose();

    [Fact]
    public async Task Send_FasterThanTenASecond_IsRefusedUntilTheTenSecondsAreOver()
    {
        using var ada = await HubOf("a", null);
        for (var number = 0; number < SendingRate.MostInAWindow; number++)
        {
            await ada.Send("lobby", $"{number}", "hello");
        }

        var refused = await Assert.ThrowsAsync<HubException>(() => ada.Send("lobby", "again", "hello"));
        Assert.Equal("That is too fast: 100 messages go into ten seconds. Wait a moment, and send it again.", refused.Message);
        await Assert.ThrowsAsync<HubException>(() => ada.Typing("lobby"));

        // Another one isn't kept waiting for that.
        using var bob = await HubOf("b", null);
        await bob.Send("lobby", "1", "hello");

        _time.Advance(TimeSpan.FromSeconds(10));
        await ada.Send("lobby", "again", "hello");
    }

    [Fact]
    public async Task Send_OfOneUserOnTwoConnections_IsCountedTogether()
    {
        using var phone = await HubOf("a", "user-1");
        using var desk = await HubOf("b", "user-1");
        for (var number = 0; number < SendingRate.MostInAWindow; number++)
        {
            await (number % 2 == 0 ? phone : desk).Send("lobby", $"{number}", "hello");
        }

        await Assert.ThrowsAsync<HubException>(() => phone.Send("lobby", "x", "hello"));
        await Assert.ThrowsAsync<HubException>(() => desk.Send("lobby", "y", "hello"));
    }

    private async Task<ChatHub> HubOf(string connectionId, string? user)
    {
        var hub = new ChatHub(_rooms, plain: null) { Context = new Caller(connectionId, user), Clients = new Nobody(), Groups = new NoGroups() };
        await hub.Join("lobby", null);
        return hub;
    }
}
