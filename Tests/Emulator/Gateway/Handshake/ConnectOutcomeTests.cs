using Chat.Emulator.Invocations;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Handshake;

/// <summary>What a client sees for each thing that <c>$connect</c> can come to.</summary>
public sealed class ConnectOutcomeTests
{
    [Fact]
    [Trait("Statement", "1")]
    public async Task Handshake_WithoutConnectRoute_OpensAndInvokesNothing()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$default"));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(101, client.Response.Status);
        Assert.Equal("websocket", client.Response.Headers["Upgrade"]);
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", client.Response.Headers["Sec-WebSocket-Accept"]);
        Assert.False(client.Response.Headers.ContainsKey("Server"));
        Assert.Equal(0, gateway.Lambda.Invocations);
    }

    [Fact]
    public async Task Handshake_ConnectRouteWithoutIntegration_Opens()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes().With(new() { RouteKey = "$connect" }));

        await using var client = await gateway.ConnectAsync();

        Assert.Equal(101, client.Response.Status);
    }

    [Fact]
    [Trait("Statement", "2")]
    public async Task Handshake_ConnectReturns200_OpensOnlyAfterTheFunctionFinished()
    {
        var answer = new TaskCompletionSource<InvocationOutcome>();
        var lambda = new StubLambda().On("connect", (_, _) => answer.Task);
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"), lambda);

        await using var client = await RawClient.SendHandshakeAsync(gateway.Port, "/demo");
        var response = client.ReadResponseAsync();
        await lambda.NextEventAsync("connect");
        Assert.False(response.IsCompleted);

        answer.SetResult(StubLambda.Responded("""{"statusCode":200}"""));
        Assert.Equal(101, (await response.Soon()).Status);
    }

    [Fact]
    [Trait("Statement", "3")]
    public async Task Handshake_ConnectReturns201_Opens()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"), new StubLambda().Answers("connect", """{"statusCode":201}"""));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(101, client.Response.Status);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"headers":{}}""")]
    [InlineData("""{"body":"welcome"}""")]
    [InlineData("""{"isBase64Encoded":false}""")]
    [InlineData("""{"statusCode":null}""")]
    public async Task Handshake_ConnectReturnsNoStatusCode_OpensAsWith200(string answer)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"), new StubLambda().Answers("connect", answer));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(101, client.Response.Status);
    }

    [Fact]
    public async Task Handshake_ConnectReturnsASubprotocolAndNoStatusCode_OpensWithIt()
    {
        var lambda = new StubLambda().Answers("connect", """{"headers":{"Sec-WebSocket-Protocol":"chat"}}""");
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"), lambda);

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal((101, "chat"), (client.Response.Status, client.Response.Headers["Sec-WebSocket-Protocol"]));
    }

    [Theory]
    [Trait("Statement", "4")]
    [Trait("Statement", "5")]
    [InlineData(301)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(501)]
    public async Task Handshake_ConnectRefuses_StatusIsPassedOn(int status)
    {
        await AssertRefusedAsync(StubLambda.Responded($$"""{"statusCode":{{status}},"body":"no"}"""), status);
    }

    [Fact]
    [Trait("Statement", "6")]
    public async Task Handshake_ConnectThrows_Is502()
    {
        var body = await AssertRefusedAsync(new InvocationOutcome.FunctionFailed("Error", "boom"), 502);

        Assert.Matches("""^{"message": "Internal server error", "connectionId":"[A-Za-z0-9_-]{15}=", "requestId":"[A-Za-z0-9_-]{15}="}$""", body);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"ok\"")]
    [InlineData("""{"statusCode":200,"body":{}}""")]
    [InlineData("""{"statusCode":200,"extra":1}""")]
    [InlineData("""{"statusCode":101}""")]
    [InlineData("""{"statusCode":200,"headers":{"Sec-WebSocket-Protocol":"a\r\nb: c"}}""")]
    public async Task Handshake_ConnectAnswerMalformed_Is502(string answer) => await AssertRefusedAsync(StubLambda.Responded(answer), 502);

    [Fact]
    [Trait("Statement", "7")]
    public async Task Handshake_FunctionUnreachable_Is500() => await AssertRefusedAsync(new InvocationOutcome.Unreachable("no such function"), 500);

    [Fact]
    public async Task Handshake_FunctionThrottled_Is500() => await AssertRefusedAsync(new InvocationOutcome.Throttled(), 500);

    [Fact]
    [Trait("Statement", "8")]
    public async Task Handshake_ConnectSlowerThanTimeout_Is504()
    {
        var lambda = new StubLambda().On("connect", async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return StubLambda.Responded("{}");
        });
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"), lambda);

        await using var client = await RawClient.SendHandshakeAsync(gateway.Port, "/demo");
        await lambda.NextEventAsync("connect");
        gateway.Time.Advance(TimeSpan.FromSeconds(29));
        var response = await client.ReadResponseAsync();

        Assert.Equal(504, response.Status);
        Assert.StartsWith("""{"message": "Endpoint request timed out", """, response.Body, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Statement", "55")]
    public async Task Handshake_Refused_DisconnectIsNotInvoked()
    {
        var lambda = new StubLambda().Answers("connect", """{"statusCode":403}""");
        await using (var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "$disconnect"), lambda))
        {
            await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");
            Assert.Equal(403, client.Response.Status);
            await gateway.StopAsync();
            Assert.Equal(0, gateway.Registry.Count);
        }

        Assert.Equal(1, lambda.Invocations);
    }

    private static async Task<string> AssertRefusedAsync(InvocationOutcome outcome, int status)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"), new StubLambda().On("connect", outcome));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(status, client.Response.Status);
        Assert.Matches("^[0-9a-f-]{36}$", client.Response.Headers["x-amzn-RequestId"]);
        Assert.Equal(16, client.Response.Headers["x-amz-apigw-id"].Length);
        return client.Response.Body;
    }
}
