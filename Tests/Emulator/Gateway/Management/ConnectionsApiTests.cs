using System.Net;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Management;

/// <summary>GET, DELETE, and the addresses that lead to no connection.</summary>
public sealed class ConnectionsApiTests
{
    [Fact]
    [Trait("Statement", "57")]
    public async Task Get_OpenConnection_DescribesIt()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "$default"));
        await using var client = await gateway.ConnectAsync(headers: "User-Agent: test/1");
        var connectionId = (string)(await gateway.Lambda.NextEventAsync("connect"))["requestContext"]!["connectionId"]!;

        gateway.Time.Advance(TimeSpan.FromMilliseconds(8333));
        await client.SendTextAsync("hi");
        await gateway.Lambda.NextEventAsync("default");
        gateway.Time.Advance(TimeSpan.FromMinutes(1));
        using var response = await gateway.GetAsync(connectionId);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            """{"connectedAt":"2041-03-05T10:11:12.123Z","identity":{"sourceIp":"127.0.0.1","userAgent":"test/1"},"lastActiveAt":"2041-03-05T10:11:20.456Z"}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_ClientWithoutUserAgent_HasNone()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        using var response = await gateway.GetAsync(connectionId);

        Assert.Contains("""{"sourceIp":"127.0.0.1"}""", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Statement", "58")]
    [Trait("Statement", "59")]
    public async Task Delete_OpenConnection_Is204AndClosesItNormally()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "$disconnect"));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        using var accepted = await gateway.PostAsync(connectionId, "last words");
        using var response = await gateway.DeleteAsync(connectionId);
        using var again = await gateway.DeleteAsync(connectionId);
        using var post = await gateway.PostAsync(connectionId, "too late");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, post.StatusCode);
        Assert.Equal("last words", await client.ReadTextAsync());
        var close = await client.ReadCloseAsync();
        Assert.Equal((1000, "Connection Closed Normally"), (close.CloseCode, close.CloseReason));
        Assert.True(await client.ReadEndAsync());
        var disconnect = (await gateway.Lambda.NextEventAsync("disconnect"))["requestContext"]!;
        Assert.Equal(1000, (int?)disconnect["disconnectStatusCode"]);
        Assert.Equal("Connection Closed Normally", (string?)disconnect["disconnectReason"]);
    }

    [Theory]
    [Trait("Statement", "66")]
    [InlineData("/nope/@connections/AbCdFfGhIjMCKlM=")]
    [InlineData("/@connections/AbCdFfGhIjMCKlM=")]
    public async Task Post_NoOrWrongStage_Is403(string path)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes());
        using var body = new StringContent("x");

        using var response = await gateway.Http.PostAsync(new Uri(path, UriKind.Relative), body).Soon();

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("ForbiddenException", response.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.Equal("""{"message":"Forbidden"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Post_OtherStageOfTheApi_Is410()
    {
        var api = TestApi.WithRoutes("$connect");
        await using var gateway = await TestGateway.StartAsync(api with { Stages = [.. api.Stages, new() { Name = "other" }] });
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;
        using var body = new StringContent("x");

        using var response = await gateway.Http.PostAsync(new Uri($"/other/@connections/{connectionId}", UriKind.Relative), body).Soon();

        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
    }

    [Theory]
    [InlineData("PUT", "/demo/@connections/AbCdFfGhIjMCKlM=", "@connections/AbCdFfGhIjMCKlM=")]
    [InlineData("POST", "/demo/@connections/", "@connections/")]
    [InlineData("POST", "/demo/demo/@connections/AbCdFfGhIjMCKlM=", "demo/@connections/AbCdFfGhIjMCKlM=")]
    public async Task Request_MissesTheMethods_Is404(string method, string path, string shown)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes());
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));

        using var response = await gateway.Http.SendAsync(request).Soon();

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(
            $$"""{"message":"No method found matching route {{shown}} for http method {{method}}."}""",
            await response.Content.ReadAsStringAsync());
    }
}
