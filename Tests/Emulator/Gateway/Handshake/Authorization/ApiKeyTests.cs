using Chat.Emulator.Template;
using Chat.Emulator.Tests.Wire;
using static Chat.Emulator.Tests.Gateway.Handshake.Authorization.AuthorizedApi;

namespace Chat.Emulator.Tests.Gateway.Handshake.Authorization;

/// <summary>A <c>$connect</c> route that requires an API key.</summary>
public sealed class ApiKeyTests
{
    [Theory]
    [InlineData("x-api-key: secret-key-of-twenty", 101)]
    [InlineData("X-API-Key: secret-key-of-twenty", 101)]
    [InlineData("x-api-key: Secret-Key-Of-Twenty", 403)]
    [InlineData("x-api-key: another", 403)]
    [InlineData("x-other: secret-key-of-twenty", 403)]
    public async Task Handshake_KeyInHeader_OpensOnlyWithAKeyOfTheStage(string header, int status)
    {
        await using var gateway = await TestGateway.StartAsync(Requiring(TestApi.WithRoutes("$connect")));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo", header);

        Assert.Equal(status, client.Response.Status);
        Assert.Equal(status == 101 ? 1 : 0, gateway.Lambda.Invocations);
        if (status == 403)
        {
            Assert.Equal("""{"message":"Forbidden"}""", client.Response.Body);
        }
    }

    [Theory]
    [InlineData(""","usageIdentifierKey":"secret-key-of-twenty" """, 101)]
    [InlineData(""","usageIdentifierKey":"another" """, 403)]
    [InlineData(""","usageIdentifierKey":null""", 403)]
    [InlineData("", 403)]
    public async Task Handshake_KeyFromAuthorizer_OpensOnlyWithAKeyOfTheStage(string answer, int status)
    {
        var api = Requiring(With()) with { ApiKeySource = ApiKeySource.Authorizer };
        await using var gateway = await TestGateway.StartAsync(api, Answering(more: answer));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo", "x-api-key: secret-key-of-twenty");

        Assert.Equal(status, client.Response.Status);
        Assert.Equal(status == 101 ? 1 : 0, gateway.Lambda.CountWaitingEvents("connect"));
    }

    [Fact]
    public async Task Handshake_UsagePlanIsUsedUp_Is429()
    {
        await using var gateway = await TestGateway.StartAsync(Requiring(TestApi.WithRoutes("$connect"), new ThrottleSettings(1, 1)));
        await using var first = await gateway.ConnectAsync("/demo", "x-api-key: secret-key-of-twenty");

        await using var second = await RawClient.HandshakeAsync(gateway.Port, "/demo", "x-api-key: secret-key-of-twenty");

        Assert.Equal((429, """{"message":"Too Many Requests"}"""), (second.Response.Status, second.Response.Body));
    }

    [Fact]
    public async Task Handshake_QuotaIsUsedUp_Is429()
    {
        var api = Requiring(TestApi.WithRoutes("$connect"), quota: new UsageQuota("plan", 2, QuotaPeriod.Day, Offset: 1));
        await using var gateway = await TestGateway.StartAsync(api);
        await using var first = await gateway.ConnectAsync("/demo", "x-api-key: secret-key-of-twenty");

        await using var second = await RawClient.HandshakeAsync(gateway.Port, "/demo", "x-api-key: secret-key-of-twenty");

        Assert.Equal((429, """{"message":"Limit Exceeded"}"""), (second.Response.Status, second.Response.Body));
        Assert.Equal(1, gateway.Lambda.Invocations);
    }

    private static WebSocketApi Requiring(WebSocketApi api, ThrottleSettings? throttle = null, UsageQuota? quota = null) =>
        api.With(api.Routes["$connect"] with { ApiKeyRequired = true }) with
        {
            Stages =
            [
                new Stage
                {
                    Name = TestApi.Stage,
                    ApiKeys = [new ApiKey("Key", "secret-key-of-twenty", false, throttle ?? ThrottleSettings.None) { Quota = quota }],
                },
            ],
        };
}
