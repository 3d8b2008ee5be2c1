using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Connections;

/// <summary>Ten minutes idle, two hours in all.</summary>
public sealed class DeadlineTests
{
    [Fact]
    [Trait("Statement", "49")]
    public async Task Idle_TenMinutes_Closes1001GoingAway()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$disconnect"));
        await using var client = await gateway.ConnectAsync();
        await PingAsync(client);

        gateway.Time.Advance(TimeSpan.FromMinutes(10));

        await AssertGoingAwayAsync(gateway, client);
    }

    [Fact]
    public async Task Idle_PingsOnly_StillCloses()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$disconnect"));
        await using var client = await gateway.ConnectAsync();
        await PingAsync(client);

        gateway.Time.Advance(TimeSpan.FromMinutes(9));
        await PingAsync(client);
        gateway.Time.Advance(TimeSpan.FromMinutes(1));

        await AssertGoingAwayAsync(gateway, client);
    }

    [Fact]
    [Trait("Statement", "50")]
    public async Task Idle_PostsEveryNineMinutes_StaysOpen()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "$disconnect"));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        for (var i = 0; i < 5; i++)
        {
            gateway.Time.Advance(TimeSpan.FromMinutes(9));
            using var post = await gateway.PostAsync(connectionId, $"{i}");
            Assert.Equal($"{i}", await client.ReadTextAsync());
        }

        Assert.Equal(0, gateway.Lambda.CountWaitingEvents("disconnect"));
    }

    [Fact]
    [Trait("Statement", "51")]
    public async Task Age_TwoHoursWithSteadyTraffic_Closes1001()
    {
        var lambda = new StubLambda().Answers("default", """{"statusCode":200,"body":"pong"}""");
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$disconnect").With(TestApi.TwoWay("$default")), lambda);
        await using var client = await gateway.ConnectAsync();

        for (var minutes = 0; minutes < 120; minutes += 8)
        {
            await client.SendTextAsync("ping");
            Assert.Equal("pong", await client.ReadTextAsync());
            gateway.Time.Advance(TimeSpan.FromMinutes(8));
        }

        await AssertGoingAwayAsync(gateway, client);
    }

    [Fact]
    public async Task Close_NotAnswered_RunsDisconnectAtOnceAndIsCutAfterTheTimeout()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "$disconnect"));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;
        using var deleted = await gateway.DeleteAsync(connectionId);
        Assert.Equal(Opcode.Close, (await client.ReadFrameAsync()).Opcode);

        // $disconnect doesn't wait for the client's Close.
        var disconnect = await gateway.Lambda.NextEventAsync("disconnect");
        Assert.Equal(1000, (int?)disconnect["requestContext"]!["disconnectStatusCode"]);

        gateway.Time.Advance(GatewayLimits.Default.CloseTimeout);
        Assert.True(await client.ReadEndAsync());
    }

    // The answer shows that the connection is open and its deadlines are set.
    private static async Task PingAsync(RawClient client)
    {
        await client.SendFrameAsync(Opcode.Ping, []);
        Assert.Equal(Opcode.Pong, (await client.ReadFrameAsync()).Opcode);
    }

    private static async Task AssertGoingAwayAsync(TestGateway gateway, RawClient client)
    {
        var close = await client.ReadCloseAsync();
        Assert.Equal(1001, close.CloseCode);
        Assert.Equal("Going away", close.CloseReason);
        Assert.True(await client.ReadEndAsync());
        var disconnect = await gateway.Lambda.NextEventAsync("disconnect");
        Assert.Equal(1001, (int?)disconnect["requestContext"]!["disconnectStatusCode"]);
        Assert.Equal("Going away", (string?)disconnect["requestContext"]!["disconnectReason"]);
    }
}
