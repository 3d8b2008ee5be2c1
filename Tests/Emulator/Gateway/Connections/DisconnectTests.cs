using System.Net;
using System.Text.Json.Nodes;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Invocations;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Connections;

/// <summary>How a connection's end looks to its client and to <c>$disconnect</c>.</summary>
public sealed class DisconnectTests
{
    [Fact]
    [Trait("Statement", "46")]
    public async Task Client_ClosesWithoutCode_EchoIsEmptyAndCodeIs1005()
    {
        var (echo, context) = await CloseAsync(client => client.SendCloseAsync());

        Assert.Empty(echo.Payload);
        Assert.Equal(1005, (int?)context["disconnectStatusCode"]);
        Assert.Equal("Client-side close frame status not set", (string?)context["disconnectReason"]);
    }

    [Fact]
    [Trait("Statement", "47")]
    public async Task Client_ClosesWithCodeAndReason_BothAreReportedAndEchoed()
    {
        var (echo, context) = await CloseAsync(client => client.SendCloseAsync(4001, "bye"));

        Assert.Equal(4001, echo.CloseCode);
        Assert.Equal("bye", echo.CloseReason);
        Assert.Equal(4001, (int?)context["disconnectStatusCode"]);
        Assert.Equal("bye", (string?)context["disconnectReason"]);
    }

    [Fact]
    [Trait("Statement", "48")]
    public async Task Client_Closes1001WithoutReason_ReasonIsEmpty()
    {
        var (_, context) = await CloseAsync(client => client.SendCloseAsync(1001));

        Assert.Equal(1001, (int?)context["disconnectStatusCode"]);
        Assert.Equal("", (string?)context["disconnectReason"]);
    }

    [Theory]
    [Trait("Statement", "53")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_EndsWithoutClose_CodeIs1006(bool reset)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$disconnect"));
        var client = await gateway.ConnectAsync();

        if (reset)
        {
            client.Reset();
        }
        else
        {
            await client.DisposeAsync();
        }

        var disconnect = await gateway.Lambda.NextEventAsync("disconnect");
        Assert.Equal(1006, (int?)disconnect["requestContext"]!["disconnectStatusCode"]);
    }

    [Fact]
    [Trait("Statement", "54")]
    public async Task Disconnect_Throws_NobodyNotices()
    {
        var lambda = new StubLambda().On("disconnect", new InvocationOutcome.FunctionFailed("Error", "boom"));
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$disconnect"), lambda);
        await using var client = await gateway.ConnectAsync();

        await client.SendCloseAsync(1000);

        Assert.Equal(1000, (await client.ReadFrameAsync()).CloseCode);
        Assert.True(await client.ReadEndAsync());
        await lambda.NextEventAsync("disconnect");
        await using var next = await gateway.ConnectAsync();
        Assert.Equal(101, next.Response.Status);
    }

    [Fact]
    public async Task Disconnect_Slow_SocketEndsWithoutWaitingForIt()
    {
        var answer = new TaskCompletionSource<InvocationOutcome>();
        var lambda = new StubLambda().On("disconnect", (_, _) => answer.Task);
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "$disconnect"), lambda);
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        await client.SendCloseAsync(1000);
        Assert.Equal(1000, (await client.ReadFrameAsync()).CloseCode);

        Assert.True(await client.ReadEndAsync());
        await lambda.NextEventAsync("disconnect");
        using var post = await gateway.PostAsync(connectionId, "late");
        Assert.Equal(HttpStatusCode.Gone, post.StatusCode);
        answer.SetResult(StubLambda.Responded("{}"));
    }

    [Fact]
    public async Task Storm_ManyClientsLeaveAtOnce_EveryDisconnectRunsOnceAndFewAtATime()
    {
        var running = 0;
        var most = 0;
        var ids = new System.Collections.Concurrent.ConcurrentBag<string>();
        var lambda = new StubLambda().On("disconnect", async (json, _) =>
        {
            var now = Interlocked.Increment(ref running);
            most = Math.Max(most, now);
            await Task.Yield();
            ids.Add((string)json["requestContext"]!["connectionId"]!);
            Interlocked.Decrement(ref running);
            return StubLambda.Responded("{}");
        });
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$disconnect"), lambda);
        var clients = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => gateway.ConnectAsync()));

        Parallel.ForEach(clients, client => client.Reset());
        for (var i = 0; i < clients.Length; i++)
        {
            await lambda.NextEventAsync("disconnect");
        }

        await gateway.StopAsync();
        Assert.Equal(200, ids.Distinct().Count());
        Assert.Equal(200, lambda.Invocations);
        Assert.InRange(most, 1, 16);
        Assert.Equal(0, gateway.Registry.Count);
    }

    [Fact]
    public async Task Host_Stops_EveryClientGets1001AndDisconnectRuns()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$disconnect"));
        await using var one = await gateway.ConnectAsync();
        await using var two = await gateway.ConnectAsync();

        var stopping = gateway.StopAsync();
        var closes = new[] { await one.ReadCloseAsync(), await two.ReadCloseAsync() };
        await stopping;

        Assert.All(closes, close => Assert.Equal((1001, "Going away"), (close.CloseCode, close.CloseReason)));
        Assert.Equal(2, gateway.Lambda.CountWaitingEvents("disconnect"));
    }

    private static async Task<(RawFrame Echo, JsonNode Context)> CloseAsync(Func<RawClient, Task> close)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$disconnect"));
        await using var client = await gateway.ConnectAsync();
        await close(client);
        var echo = await client.ReadFrameAsync();
        Assert.Equal(Opcode.Close, echo.Opcode);
        Assert.True(await client.ReadEndAsync());
        var disconnect = await gateway.Lambda.NextEventAsync("disconnect");
        await gateway.StopAsync();
        Assert.Equal(1, gateway.Lambda.Invocations);
        return (echo, disconnect["requestContext"]!);
    }
}
