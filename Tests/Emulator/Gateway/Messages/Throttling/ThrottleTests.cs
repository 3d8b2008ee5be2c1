using System.Collections.Immutable;
using System.Net;
using Chat.Emulator.Options;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Messages.Throttling;

/// <summary>What is refused when tokens run out, and how.</summary>
public sealed class ThrottleTests
{
    private const string Throttled = """^{"message": "Too Many Requests", "connectionId":"[A-Za-z0-9_-]{15}=", "requestId":"[A-Za-z0-9_-]{15}="}$""";

    [Fact]
    [Trait("Statement", "10")]
    public async Task Handshake_StageIsUsedUp_Is429AndASecondLaterItOpens()
    {
        await using var gateway = await TestGateway.StartAsync(With(new ThrottleSettings(1, 2)));
        await using var first = await gateway.ConnectAsync();
        await using var second = await gateway.ConnectAsync();

        await using var third = await RawClient.HandshakeAsync(gateway.Port, "/demo");
        gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await using var fourth = await gateway.ConnectAsync();

        Assert.Equal((429, """{"message":"Too Many Requests"}"""), (third.Response.Status, third.Response.Body));
        Assert.Equal(3, gateway.Lambda.Invocations);
    }

    [Theory]
    [Trait("Statement", "10")]
    [InlineData(1, 5000)]
    [InlineData(500, 1)]
    public async Task Handshake_AccountIsUsedUp_Is429(int newConnections, int burst)
    {
        var limits = GatewayLimits.Default with { NewConnectionRate = newConnections, AccountBurst = burst };
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"), limits: limits);
        await using var first = await gateway.ConnectAsync();

        await using var second = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(429, second.Response.Status);
    }

    [Fact]
    [Trait("Statement", "80")]
    public async Task Handshake_StageLimitsAre0_IsRefusedForever()
    {
        await using var gateway = await TestGateway.StartAsync(With(new ThrottleSettings(0, 0)));

        for (var day = 0; day < 3; day++)
        {
            await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");
            Assert.Equal(429, client.Response.Status);
            gateway.Time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(0, gateway.Lambda.Invocations);
    }

    [Fact]
    public async Task Message_RouteIsUsedUp_SenderIsToldAndStaysConnected()
    {
        await using var gateway = await TestGateway.StartAsync(With(ThrottleSettings.None, new ThrottleSettings(1, 1)));
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("""{"action":"a"}""");
        await client.SendTextAsync("""{"action":"a"}""");
        Assert.Matches(Throttled, await client.ReadTextAsync());
        await gateway.Lambda.NextEventAsync("a");

        await client.SendTextAsync("other routes have their own");
        await gateway.Lambda.NextEventAsync("default");
        gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await client.SendTextAsync("""{"action":"a"}""");
        await gateway.Lambda.NextEventAsync("a");
    }

    [Fact]
    public async Task Message_ThrottledAgainAndAgain_Closes1008()
    {
        var limits = GatewayLimits.Default with { MaxThrottledMessages = 3 };
        await using var gateway = await TestGateway.StartAsync(With(ThrottleSettings.None, new ThrottleSettings(0, 0)), limits: limits);
        await using var client = await gateway.ConnectAsync();

        // Two in a row, then one that passes, then three in a row.
        for (var message = 0; message < 6; message++)
        {
            await client.SendTextAsync(message == 2 ? "fine" : """{"action":"a"}""");
        }

        for (var frame = 0; frame < 4; frame++)
        {
            Assert.Matches(Throttled, await client.ReadTextAsync());
        }

        Assert.Equal(1008, (await client.ReadCloseAsync()).CloseCode);
        Assert.Equal(1008, (int?)(await gateway.Lambda.NextEventAsync("disconnect"))["requestContext"]!["disconnectStatusCode"]);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Callback_AccountIsUsedUp_Is429LimitExceeded(string method)
    {
        var limits = GatewayLimits.Default with { AccountBurst = 1, AccountRate = 1 };
        await using var gateway = await TestGateway.StartAsync(With(ThrottleSettings.None), limits: limits);
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        using var refused = await CallAsync(gateway, method, connectionId);
        gateway.Time.Advance(TimeSpan.FromSeconds(1));
        using var taken = await CallAsync(gateway, method, connectionId);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("LimitExceededException", refused.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.True(taken.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Limits_Off_NothingIsThrottled()
    {
        var limits = GatewayLimits.Default with { AreRatesEnforced = false, AccountBurst = 0, NewConnectionRate = 0 };
        await using var gateway = await TestGateway.StartAsync(With(new ThrottleSettings(0, 0)), limits: limits);
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        await client.SendTextAsync("hello");
        await gateway.Lambda.NextEventAsync("default");
        using var posted = await gateway.PostAsync(connectionId, "hi");

        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        Assert.Equal("hi", await client.ReadTextAsync());
    }

    private static Task<HttpResponseMessage> CallAsync(TestGateway gateway, string method, string connectionId) => method switch
    {
        "POST" => gateway.PostAsync(connectionId, "hi"),
        "GET" => gateway.GetAsync(connectionId),
        _ => gateway.DeleteAsync(connectionId),
    };

    private static WebSocketApi With(ThrottleSettings stage, ThrottleSettings? routeA = null) =>
        TestApi.WithRoutes("$connect", "$disconnect", "a", "$default") with
        {
            Stages =
            [
                new Stage
                {
                    Name = TestApi.Stage,
                    DefaultThrottle = stage,
                    RouteThrottles = ImmutableDictionary<string, ThrottleSettings>.Empty.Add("a", routeA ?? ThrottleSettings.None),
                },
            ],
        };
}
