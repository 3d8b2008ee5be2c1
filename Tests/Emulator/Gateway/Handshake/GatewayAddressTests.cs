using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Handshake;

/// <summary>Which API and stage a URL means.</summary>
public sealed class GatewayAddressTests
{
    private const string Host = $"Host: {TestApi.ApiId}.execute-api.localhost:4510";

    [Theory]
    [InlineData("/demo")]
    [InlineData("/demo/")]
    [InlineData("/demo?x=1")]
    [InlineData("/de%6Do")]
    [InlineData("http://127.0.0.1/demo")]
    public async Task Handshake_StageInPath_Opens(string target)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes());

        await using var client = await RawClient.HandshakeAsync(gateway.Port, target, target[0] == '/' ? "X-Any: 1" : "Host: 127.0.0.1");

        Assert.Equal(101, client.Response.Status);
    }

    [Fact]
    public async Task Handshake_ApiInHost_Opens()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo", Host);

        Assert.Equal(101, client.Response.Status);
        var connect = await gateway.Lambda.NextEventAsync("connect");
        Assert.Equal("a1b2c3d4e5.execute-api.localhost:4510", (string?)connect["requestContext"]!["domainName"]);
    }

    [Fact]
    public async Task Handshake_StageNameOfTwoApis_NeedsTheHost()
    {
        var one = TestApi.WithRoutes();
        await using var gateway = await TestGateway.StartAsync([one, one with { ApiId = "zzzzzzzzzz" }]);

        await using var ambiguous = await RawClient.HandshakeAsync(gateway.Port, "/demo");
        await using var exact = await RawClient.HandshakeAsync(gateway.Port, "/demo", "Host: zzzzzzzzzz.execute-api.localhost:1");

        Assert.Equal(403, ambiguous.Response.Status);
        Assert.Equal(101, exact.Response.Status);
    }

    [Theory]
    [Trait("Statement", "9")]
    [InlineData("/nope")]
    [InlineData("/Demo")]
    [InlineData("/demo/more")]
    [InlineData("/", Host)]
    [InlineData("/_health", Host)]
    [InlineData("/demo", "Host: 0000000000.execute-api.localhost:4510")]
    public async Task Handshake_UnknownStage_Is403(string path, string header = "X-Any: 1")
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, path, header);

        Assert.Equal(403, client.Response.Status);
        Assert.Equal("""{"message":"Forbidden"}""", client.Response.Body);
        Assert.Equal("ForbiddenException", client.Response.Headers["x-amzn-ErrorType"]);
        Assert.Equal("application/json", client.Response.Headers["Content-Type"]);
        Assert.Equal(0, gateway.Lambda.Invocations);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/_health")]
    public async Task Request_PathOfTheHost_IsPassedOn(string path)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes());

        Assert.Equal("the host's own", await gateway.Http.GetStringAsync(new Uri(path, UriKind.Relative)).Soon());
    }
}
