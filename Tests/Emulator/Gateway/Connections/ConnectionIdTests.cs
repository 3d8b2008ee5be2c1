using Chat.Emulator.Gateway.Connections;

namespace Chat.Emulator.Tests.Gateway.Connections;

public sealed class ConnectionIdTests
{
    [Fact]
    [Trait("Statement", "17")]
    public void Mint_Many_AllHaveTheFormatAndDiffer()
    {
        var ids = Enumerable.Range(0, 1000).Select(_ => ConnectionId.Mint()).ToHashSet();

        Assert.Equal(1000, ids.Count);
        Assert.All(ids, id => Assert.Matches("^[A-Za-z0-9_-]{15}=$", id.Value));
        Assert.All(ids, id => Assert.True(ConnectionId.TryParse(id.Value, out var parsed) && parsed == id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("cjy8i76bx002884le6n17d49b")]
    [InlineData("AbCdFfGhIjMCKlMx")]
    [InlineData("AbCdFfGhIj+CKlM=")]
    [InlineData("AbCdFfGhIjMCKl==")]
    public void TryParse_OtherText_IsNoId(string text) => Assert.False(ConnectionId.TryParse(text, out _));
}
