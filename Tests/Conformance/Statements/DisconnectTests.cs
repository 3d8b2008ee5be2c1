using Chat.Conformance.Tests.Clients;
using Chat.Emulator.Tests.Wire;

namespace Chat.Conformance.Tests.Statements;

/// <summary>The end of a connection, and what <c>$disconnect</c> learns of it.</summary>
public sealed class DisconnectTests
{
    [Fact]
    [Trait("Statement", "46")]
    public Task Client_ClosesWithoutCode_Is1005() =>
        AssertDisconnectAsync(1005, "Client-side close frame status not set", client => client.CloseAsync());

    [Fact]
    [Trait("Statement", "47")]
    public Task Client_ClosesWithCodeAndReason_BothAreReported() => AssertDisconnectAsync(4001, "bye", client => client.CloseAsync(4001, "bye"));

    [Fact]
    [Trait("Statement", "48")]
    public Task Client_Closes1001WithoutReason_ReasonIsEmpty() => AssertDisconnectAsync(1001, "", client => client.CloseAsync(1001));

    [Fact]
    [Trait("Statement", "53")]
    public async Task Client_ResetsTheSocket_CodeIs1006()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync();
        client.Reset();
        Assert.Equal(1006, (int?)(await conversation.NextEventAsync())["requestContext"]!["disconnectStatusCode"]);
    }

    [Fact]
    [Trait("Statement", "54")]
    public async Task Disconnect_Throws_NobodyNotices()
    {
        await using var conversation = await Conversation.StartAsync();
        var (other, _) = await conversation.OpenAsync();
        var (client, _) = await conversation.OpenAsync(order: """{"closing":"as ordered"}""");
        Assert.Equal(1000, (await client.CloseAsync(1000, "bye"))?.CloseCode);
        Assert.Equal("DISCONNECT", (string?)(await conversation.NextEventAsync())["requestContext"]!["eventType"]);
        await Conversation.AssertNothingCameAsync(other);
    }

    [Fact]
    [Trait("Statement", "55")]
    public async Task Handshake_Refused_DisconnectIsNotInvoked()
    {
        await using var conversation = await Conversation.StartAsync();
        var client = await conversation.HandshakeAsync(order: """{"returns":{"statusCode":403}}""");
        Assert.Equal(403, client.Response.Status);
        Assert.Equal("CONNECT", (string?)(await conversation.NextEventAsync())["requestContext"]!["eventType"]);
        await conversation.AssertNoFunctionRanAsync();
    }

    private static async Task AssertDisconnectAsync(int code, string reason, Func<RawClient, Task> close)
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync();
        await close(client);
        var context = (await conversation.NextEventAsync())["requestContext"]!;
        Assert.Equal("DISCONNECT", (string?)context["eventType"]);
        Assert.Equal(code, (int?)context["disconnectStatusCode"]);
        Assert.Equal(reason, (string?)context["disconnectReason"]);
    }
}
