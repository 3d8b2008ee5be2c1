using System.Net.WebSockets;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Handshake;

/// <summary>The gateway selects no subprotocol; <c>$connect</c> does.</summary>
public sealed class SubprotocolTests
{
    [Theory]
    [Trait("Statement", "11")]
    [InlineData("""{"statusCode":200,"headers":{"Sec-WebSocket-Protocol":"b"}}""")]
    [InlineData("""{"statusCode":200,"headers":{"sec-websocket-protocol":"b"}}""")]
    [InlineData("""{"statusCode":200,"multiValueHeaders":{"Sec-WebSocket-Protocol":["b"]}}""")]
    public async Task Handshake_ConnectNamesSubprotocol_The101CarriesIt(string answer)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"), new StubLambda().Answers("connect", answer));

        await using var client = await gateway.ConnectAsync(headers: "Sec-WebSocket-Protocol: a, b");

        Assert.Equal("b", client.Response.Headers["Sec-WebSocket-Protocol"]);
        var connect = await gateway.Lambda.NextEventAsync("connect");
        Assert.Equal("a, b", (string?)connect["headers"]!["Sec-WebSocket-Protocol"]);
    }

    [Fact]
    [Trait("Statement", "12")]
    public async Task Handshake_ConnectNamesNone_The101HasNone()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));

        await using var client = await gateway.ConnectAsync(headers: "Sec-WebSocket-Protocol: a, b");

        Assert.False(client.Response.Headers.ContainsKey("Sec-WebSocket-Protocol"));
    }

    [Fact]
    public async Task Handshake_ClientOffersCompression_IsDeclined()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes());

        await using var client = await gateway.ConnectAsync(headers: "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");

        Assert.False(client.Response.Headers.ContainsKey("Sec-WebSocket-Extensions"));
    }

    [Fact]
    public async Task ClientWebSocket_ConnectsWithSubprotocolAndCloses()
    {
        var lambda = new StubLambda().Answers("connect", """{"statusCode":200,"headers":{"Sec-WebSocket-Protocol":"b"}}""");
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "$disconnect"), lambda);
        using var client = new ClientWebSocket();
        client.Options.AddSubProtocol("a");
        client.Options.AddSubProtocol("b");

        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{gateway.Port}/demo"), CancellationToken.None).Soon();
        Assert.Equal("b", client.SubProtocol);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None).Soon();

        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
        var disconnect = await lambda.NextEventAsync("disconnect");
        Assert.Equal(1000, (int?)disconnect["requestContext"]!["disconnectStatusCode"]);
        Assert.Equal("bye", (string?)disconnect["requestContext"]!["disconnectReason"]);
    }
}
