using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Handshake;

/// <summary>What is no handshake is refused before anybody is asked.</summary>
public sealed class UpgradeRequestTests
{
    private const string Key = $"Sec-WebSocket-Key: {RawClient.Key}";

    [Theory]
    [InlineData(426, "GET", "X-Nothing: 1")]
    [InlineData(426, "GET", "Connection: Upgrade", "Upgrade: h2c", "Sec-WebSocket-Version: 13", Key)]
    [InlineData(426, "GET", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 8", Key)]
    [InlineData(426, "GET", "Connection: Upgrade", "Upgrade: websocket", Key)]
    [InlineData(400, "GET", "Upgrade: websocket", "Sec-WebSocket-Version: 13", Key)]
    [InlineData(400, "GET", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13")]
    [InlineData(400, "GET", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: c2hvcnQ=")]
    [InlineData(400, "GET", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: ------------------------")]
    [InlineData(400, "POST", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", Key)]
    public async Task Request_NotAHandshake_IsRefused(int status, string method, params string[] headers)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));

        await using var client = await RawClient.RequestAsync(gateway.Port, $"{method} /demo HTTP/1.1", ["Host: localhost", "Content-Length: 0", .. headers]);
        var response = await client.ReadResponseAsync();

        Assert.Equal(status, response.Status);
        Assert.Equal(0, gateway.Lambda.Invocations);
    }

    [Fact]
    public async Task Request_OtherVersion_IsToldTheSupportedOne()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes());

        await using var client = await RawClient.RequestAsync(
            gateway.Port, "GET /demo HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 12", Key);

        Assert.Equal("13", (await client.ReadResponseAsync()).Headers["Sec-WebSocket-Version"]);
    }

    [Fact]
    public async Task Request_TargetOver4096Characters_Is414()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes());
        const string Start = "/demo?x=";

        await using var longest = await RawClient.HandshakeAsync(gateway.Port, Start + new string('a', 4096 - Start.Length));
        await using var longer = await RawClient.HandshakeAsync(gateway.Port, Start + new string('a', 4097 - Start.Length));

        Assert.Equal(101, longest.Response.Status);
        Assert.Equal(414, longer.Response.Status);
    }
}
