using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Invocations;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Messages;

/// <summary>Messages of one connection run side by side, up to a bound; how long the gateway waits for one.</summary>
public sealed class ConcurrencyTests
{
    [Fact]
    [Trait("Statement", "39")]
    public async Task Messages_FirstIsSlower_SecondStartsAndAnswersFirst()
    {
        var slow = new TaskCompletionSource<InvocationOutcome>();
        var lambda = new StubLambda().On("slow", (_, _) => slow.Task).Answers("fast", """{"statusCode":200,"body":"fast"}""");
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes().With(TestApi.TwoWay("slow")).With(TestApi.TwoWay("fast")), lambda);
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("""{"action":"slow"}""");
        await client.SendTextAsync("""{"action":"fast"}""");

        Assert.Equal("fast", await client.ReadTextAsync());
        slow.SetResult(StubLambda.Responded("""{"statusCode":200,"body":"slow"}"""));
        Assert.Equal("slow", await client.ReadTextAsync());
    }

    [Fact]
    public async Task Messages_BeyondTheBound_WaitInTheClientsSocket()
    {
        var gate = new TaskCompletionSource<InvocationOutcome>();
        var lambda = new StubLambda().On("default", (_, _) => gate.Task);
        var limits = GatewayLimits.Default with { MaxConcurrentMessages = 2 };
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$default"), lambda, limits);
        await using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 3; i++)
        {
            await client.SendTextAsync($"{i}");
        }

        await lambda.NextEventAsync("default");
        await lambda.NextEventAsync("default");
        Assert.Equal(2, lambda.Invocations);
        gate.SetResult(StubLambda.Responded("{}"));
        Assert.Equal("2", (string?)(await lambda.NextEventAsync("default"))["body"]);
    }

    [Fact]
    [Trait("Statement", "34")]
    public async Task Message_IntegrationTimesOut_ClientIsToldAndStaysConnected()
    {
        var lambda = new StubLambda().On("slow", async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return StubLambda.Responded("{}");
        });
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "slow"), lambda);
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        await client.SendTextAsync("""{"action":"slow"}""");
        var requestId = (string?)(await lambda.NextEventAsync("slow"))["requestContext"]!["requestId"];
        gateway.Time.Advance(TimeSpan.FromSeconds(29));

        Assert.Equal(
            $$"""{"message": "Endpoint request timed out", "connectionId":"{{connectionId}}", "requestId":"{{requestId}}"}""",
            await client.ReadTextAsync());
        await client.SendFrameAsync(Opcode.Ping, []);
        Assert.Equal(Opcode.Pong, (await client.ReadFrameAsync()).Opcode);
    }

    [Fact]
    public async Task Client_LeavesWhileItsMessageRuns_DisconnectDoesNotWait()
    {
        var gate = new TaskCompletionSource<InvocationOutcome>();
        var lambda = new StubLambda().On("default", (_, _) => gate.Task);
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$default", "$disconnect"), lambda);
        var client = await gateway.ConnectAsync();
        await client.SendTextAsync("x");
        await lambda.NextEventAsync("default");

        await client.DisposeAsync();

        Assert.Equal(1006, (int?)(await lambda.NextEventAsync("disconnect"))["requestContext"]!["disconnectStatusCode"]);
        gate.SetResult(new InvocationOutcome.FunctionFailed("Error", "nobody hears this"));
    }
}
