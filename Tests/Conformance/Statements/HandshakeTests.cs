using Chat.Conformance.Tests.Clients;
using Chat.Conformance.Tests.Target;
using Chat.Emulator.Tests.Wire;

namespace Chat.Conformance.Tests.Statements;

/// <summary>What a client sees of a handshake.</summary>
public sealed class HandshakeTests
{
    [Fact]
    [Trait("Statement", "1")]
    public async Task Handshake_WithoutConnectRoute_OpensAndNoFunctionRuns()
    {
        await using var conversation = await Conversation.StartAsync();
        var client = await conversation.HandshakeAsync("late");
        Assert.Equal(101, client.Response.Status);
        await conversation.AssertNoFunctionRanAsync();
    }

    [Fact]
    [Trait("Statement", "2")]
    public async Task Handshake_ConnectReturns200_OpensOnlyAfterTheFunctionFinished()
    {
        await using var conversation = await Conversation.StartAsync();
        var client = await conversation.SendHandshakeAsync(order: """{"wait":2000}""");
        var response = client.ReadResponseAsync();

        // The function has begun, and has 2 s to go.
        await conversation.NextEventAsync();
        Assert.False(response.IsCompleted);
        Assert.Equal(101, (await response).Status);
    }

    [Theory]
    [Trait("Statement", "3")]
    [InlineData(201)]
    [InlineData(299)]
    public Task Handshake_ConnectReturns2xx_Opens(int status) => AssertStatusAsync(101, $$$"""{"returns":{"statusCode":{{{status}}}}}""");

    [Fact]
    [Trait("Statement", "4")]
    public Task Handshake_ConnectReturns401_Is401() => AssertStatusAsync(401, """{"returns":{"statusCode":401}}""");

    [Fact]
    [Trait("Statement", "5")]
    public Task Handshake_ConnectReturns501_Is501() => AssertStatusAsync(501, """{"returns":{"statusCode":501}}""");

    [Fact]
    [Trait("Statement", "6")]
    public Task Handshake_ConnectThrows_Is502() => AssertStatusAsync(502, """{"throws":"as ordered"}""");

    [Fact]
    [Trait("Statement", "7")]
    public Task Handshake_ApiMayNotInvokeTheFunction_Is500() => AssertStatusAsync(500, "{}", "unreachable");

    [Fact]
    [Trait("Statement", "8")]
    public Task Handshake_ConnectSlowerThanTimeout_Is504() => AssertStatusAsync(504, """{"wait":5000}""", "hasty");

    [Fact]
    [Trait("Statement", "9")]
    public async Task Handshake_UnknownStage_Is403Forbidden()
    {
        var main = (await Deployment.GetAsync())["main"].Url;
        await using var client = await RawClient.SendHandshakeAsync(new UriBuilder(main) { Path = "/no-such-stage" }.Uri);
        var response = await client.ReadResponseAsync();
        Assert.Equal(403, response.Status);
        Assert.Equal("""{"message":"Forbidden"}""", response.Body);
    }

    [Fact]
    [Trait("Statement", "10")]
    public async Task Handshake_ThrottleIsExhausted_Is429()
    {
        // One a second is allowed, and AWS enforces that by best effort: of many at once not all may open, and none may be refused otherwise.
        await using var conversation = await Conversation.StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => conversation.HandshakeAsync("narrow")));
        Assert.Equal("101 429", string.Join(' ', clients.Select(client => client.Response.Status).Distinct().Order()));
    }

    [Fact]
    [Trait("Statement", "11")]
    public async Task Handshake_ConnectNamesSubprotocol_The101CarriesIt()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, connect) = await conversation.OpenAsync(
            order: """{"returns":{"statusCode":200,"headers":{"Sec-WebSocket-Protocol":"b"}}}""", headers: "Sec-WebSocket-Protocol: a, b");
        Assert.Equal("b", client.Response.Headers.GetValueOrDefault("Sec-WebSocket-Protocol"));
        Assert.Equal("a, b", (string?)connect["headers"]!["Sec-WebSocket-Protocol"]);
    }

    [Fact]
    [Trait("Statement", "12")]
    public async Task Handshake_ConnectNamesNone_The101HasNone()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync(order: """{"returns":{"statusCode":200}}""", headers: "Sec-WebSocket-Protocol: a, b");
        Assert.Null(client.Response.Headers.GetValueOrDefault("Sec-WebSocket-Protocol"));
    }

    [Fact]
    [Trait("Statement", "19")]
    public async Task Post_WhileConnectRuns_Is410()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync(order: """{"post":"too early","returns":{"statusCode":200}}""");
        Assert.Equal(410, (int)(await conversation.NextPostAsync())["status"]!);
        await Conversation.AssertNothingCameAsync(client);
    }

    private static async Task AssertStatusAsync(int status, string order, string api = "main")
    {
        await using var conversation = await Conversation.StartAsync();
        var client = await conversation.HandshakeAsync(api, order);
        Assert.Equal(status, client.Response.Status);
    }
}
