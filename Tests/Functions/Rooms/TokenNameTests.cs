using Chat.Functions.Rooms;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Functions.Tests.Rooms;

/// <summary>What people are called who are somebody by a token.</summary>
public sealed class TokenNameTests : IDisposable
{
    private readonly MemoryDynamoDb _table = new() { IsEverybodyOpen = true };
    private readonly DynamoDbRoomStore _rooms;

    public TokenNameTests() =>
        _rooms = new DynamoDbRoomStore(_table, "connections", "rooms", new FakeTimeProvider(new DateTimeOffset(2031, 3, 4, 5, 6, 0, TimeSpan.Zero)));

    public void Dispose() => _table.Dispose();

    [Theory]
    [InlineData("Ada Lovelace", "name", "Ada Lovelace", "nickname", "ada")]
    [InlineData("ada", "name", " ", "nickname", "ada")]
    [InlineData("ada@example.com", "preferred_username", "ada@example.com")]
    [InlineData("user-1")]
    [InlineData("system", "name", "sys\u202etem\n")]
    [InlineData("12345678901234567890123456789012", "name", "12345678901234567890123456789012345")]
    public async Task Join_ByAToken_IsCalledAsThatSays(string expected, params string[] claims) =>
        Assert.Equal(expected, (await JoinAsync("a", "user-1", claims)).Name);

    [Fact]
    public async Task Join_TwoPeopleOfOneName_AreToldApart_AndStaySo()
    {
        Assert.Equal("Ada", (await JoinAsync("a", "user-1", "name", "Ada")).Name);

        var second = (await JoinAsync("b", "user-2", "name", "Ada")).Name;
        Assert.Matches("^Ada-[0-9a-f]{4}$", second);
        Assert.Equal(second, (await JoinAsync("b", "user-2", "name", "Ada")).Name);
        Assert.Equal(second, (await JoinAsync("c", "user-2", "name", "Ada")).Name);
        Assert.Equal("Ada", (await JoinAsync("d", "user-1", "name", "Ada")).Name);
        Assert.Equal(["Ada", second], (await _rooms.MembersAsync("lobby", CancellationToken.None)).All);
    }

    private async Task<Joined> JoinAsync(string connectionId, string user, params string[] claims)
    {
        using var hub = new ChatHub(_rooms, plain: null)
        {
            Context = new Caller(connectionId, user, [.. claims.Chunk(2).Select(pair => (pair[0], pair[1]))]),
            Clients = new Nobody(),
            Groups = new NoGroups(),
        };
        return await hub.Join("lobby", null);
    }
}
