using Chat.Emulator.Tests.Wire;
using Microsoft.AspNetCore.Http;

namespace Chat.Emulator.Tests.Gateway.Messages.Integration;

/// <summary><c>HTTP</c> and <c>HTTP_PROXY</c> against a real server.</summary>
public sealed class HttpIntegrationTests
{
    [Fact]
    public async Task ProxyMessage_TwoWay_PassesTheBodyBothWaysWhateverTheStatus()
    {
        await using var backend = await HttpBackendServer.StartAsync(500, "pong");
        await using var gateway = await TestGateway.StartAsync(MappedApi.Read(Http("HTTP_PROXY", $"{backend.Address}/{{room}}/${{stageVariables.tier}}", """
            , "RequestParameters": {"integration.request.header.connectionId": "context.connectionId", "integration.request.path.room": "route.request.body.room",
              "integration.request.querystring.kind": "'a b'"}
            """)));
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("""{"room":"x/y"}""");
        var received = await backend.NextAsync();

        Assert.Equal("POST /x%2Fy/gold?kind=a%20b", received.Line);
        Assert.Equal("""{"room":"x/y"}""", received.Body);
        Assert.Matches("^[A-Za-z0-9_-]{15}=$", received.Headers["connectionId"]);
        Assert.StartsWith("AmazonAPIGateway_", received.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal(received.Headers["User-Agent"], $"AmazonAPIGateway_{received.Headers["x-amzn-apigateway-api-id"]}");
        Assert.Equal("application/json", received.Headers["Content-Type"]);
        Assert.Equal("pong", await client.ReadTextAsync());
    }

    [Fact]
    public async Task ProxyConnect_BackendAccepts_OpensWithItsSubprotocol()
    {
        await using var backend = await HttpBackendServer.StartAsync(context =>
        {
            context.Response.Headers.SecWebSocketProtocol = "chat.v2";
            return context.Response.WriteAsync("in");
        });
        await using var gateway = await TestGateway.StartAsync(MappedApi.Read(Http("HTTP_PROXY", backend.Address, """
            , "RequestParameters": {"integration.request.header.Sec-WebSocket-Version": "'none'"}
            """), "$connect"));

        await using var client = await gateway.ConnectAsync("/demo?token=t", "Sec-WebSocket-Protocol: chat.v1, chat.v2", "X-Name: n");
        var received = await backend.NextAsync();

        Assert.Equal("chat.v2", client.Response.Headers["Sec-WebSocket-Protocol"]);
        Assert.Equal("POST /?token=t", received.Line);
        Assert.Equal(("n", "none", "chat.v1, chat.v2"), (received.Headers["X-Name"], received.Headers["Sec-WebSocket-Version"], received.Headers["Sec-WebSocket-Protocol"]));
        Assert.False(received.Headers.ContainsKey("Upgrade"));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(503)]
    public async Task ProxyConnect_BackendRefuses_ItsStatusIsTheHandshakes(int status)
    {
        await using var backend = await HttpBackendServer.StartAsync(status, "no");
        await using var gateway = await TestGateway.StartAsync(MappedApi.Read(Http("HTTP_PROXY", backend.Address), "$connect"));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(status, client.Response.Status);
    }

    [Fact]
    public async Task ProxyDisconnect_ClientLeaves_BackendIsTold()
    {
        await using var backend = await HttpBackendServer.StartAsync(200, "");
        await using var gateway = await TestGateway.StartAsync(MappedApi.Read(Http("HTTP_PROXY", backend.Address, """
            , "RequestParameters": {"integration.request.header.reason": "context.disconnectStatusCode"}
            """), "$disconnect"));
        var client = await gateway.ConnectAsync();

        await client.DisposeAsync();

        Assert.Equal("1006", (await backend.NextAsync()).Headers["reason"]);
    }

    [Theory]
    [InlineData(200, """{"message":"hello"}""", "ok: hello for a")]
    [InlineData(404, "gone", "client error 404")]
    [InlineData(503, "down", "down")]
    public async Task CustomMessage_TwoWay_IsMappedBothWaysByStatus(int status, string answer, string expected)
    {
        await using var backend = await HttpBackendServer.StartAsync(status, answer);
        await using var gateway = await TestGateway.StartAsync(MappedApi.Read(
            Http("HTTP", backend.Address, """
                , "TemplateSelectionExpression": "${request.body.kind}", "RequestTemplates": {"greet": "{\"name\": $input.json('$.name')}", "$default": "other"}
                """),
            responses:
            [
                """ "IntegrationResponseKey": "/2\\d{2}/", "ResponseTemplates": {"application/json": "ok: $input.path('$.message') for a"} """,
                """ "IntegrationResponseKey": "/4\\d{2}/", "TemplateSelectionExpression": "${integration.response.statuscode}", "ResponseTemplates": {"404": "client error 404"} """,
                """ "IntegrationResponseKey": "$default" """,
            ]));
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("""{"kind":"greet","name":"Ann"}""");

        Assert.Equal("""{"name": "Ann"}""", (await backend.NextAsync()).Body);
        Assert.Equal(expected, await client.ReadTextAsync());
        await client.SendTextAsync("no json");
        Assert.Equal("other", (await backend.NextAsync()).Body);
    }

    [Fact]
    public async Task CustomMessage_NoResponseMatches_IsInternalServerError()
    {
        await using var backend = await HttpBackendServer.StartAsync(404, "");
        await using var gateway = await TestGateway.StartAsync(MappedApi.Read(Http("HTTP", backend.Address), responses: """ "IntegrationResponseKey": "/200/" """));
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("x");

        Assert.StartsWith("""{"message": "Internal server error", """, await client.ReadTextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NEVER", "{}", true)]
    [InlineData("WHEN_NO_TEMPLATES", """{"other": "x"}""", true)]
    [InlineData("WHEN_NO_TEMPLATES", "{}", false)]
    [InlineData("WHEN_NO_MATCH", """{"other": "x"}""", false)]
    public async Task Passthrough_NoTemplateMatches_PassesOrIsUnsupported(string behavior, string templates, bool isRefused)
    {
        await using var backend = await HttpBackendServer.StartAsync(200, "pong");
        await using var gateway = await TestGateway.StartAsync(MappedApi.Read(
            Http("HTTP", backend.Address, $$""", "PassthroughBehavior": "{{behavior}}", "RequestTemplates": {{templates}} """), responses: """ "IntegrationResponseKey": "$default" """));
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("raw");

        var frame = await client.ReadTextAsync();
        if (isRefused)
        {
            Assert.StartsWith("""{"message": "Unsupported Media Type", "connectionId":""", frame, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(("pong", "raw"), (frame, (await backend.NextAsync()).Body));
        }
    }

    [Fact]
    public async Task Content_ConvertedBothWays_IsBytesForTheBackendAndBase64ForTheClient()
    {
        await using var backend = await HttpBackendServer.StartAsync(context => context.Response.Body.WriteAsync(new byte[] { 0xff, 0x00 }).AsTask());
        await using var gateway = await TestGateway.StartAsync(MappedApi.Read(
            Http("HTTP", backend.Address, """, "ContentHandlingStrategy": "CONVERT_TO_BINARY" """),
            responses: """ "IntegrationResponseKey": "$default", "ContentHandlingStrategy": "CONVERT_TO_TEXT" """));
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("aGk=");

        Assert.Equal("hi", (await backend.NextAsync()).Body);
        Assert.Equal("/wA=", await client.ReadTextAsync());
    }

    [Fact]
    [Trait("Statement", "34")]
    public async Task Message_BackendIsSlow_ClientIsToldAndStaysConnected()
    {
        await using var backend = await HttpBackendServer.StartAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
            .ContinueWith(_ => { }, TaskScheduler.Default));
        await using var gateway = await TestGateway.StartAsync(MappedApi.Read(Http("HTTP_PROXY", backend.Address, """, "TimeoutInMillis": 500 """)));
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("x");
        await backend.NextAsync();
        gateway.Time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.StartsWith("""{"message": "Endpoint request timed out", """, await client.ReadTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_NobodyListens_IsInternalServerError()
    {
        var backend = await HttpBackendServer.StartAsync(200, "");
        await backend.DisposeAsync();
        await using var gateway = await TestGateway.StartAsync(MappedApi.Read(Http("HTTP_PROXY", backend.Address), isTwoWay: false));
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("x");

        Assert.StartsWith("""{"message": "Internal server error", """, await client.ReadTextAsync(), StringComparison.Ordinal);
    }

    private static string Http(string type, string address, string more = "") =>
        $$""" "IntegrationType": "{{type}}", "IntegrationMethod": "POST", "IntegrationUri": "{{address}}" {{more}} """;
}
