using System.Text;
using Amazon.ApiGatewayManagementApi;
using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Runtime;
using Chat.Functions.Tests.Servers;

namespace Chat.Functions.Tests.Standins;

/// <summary>What is counted on from AWSSDK.ApiGatewayManagementApi, held against whichever one is in use.</summary>
public sealed class ManagementApiTests : IAsyncLifetime
{
    private ManagementApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ManagementApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Post_Message_IsTheRawBodySignedForExecuteApi()
    {
        using var client = Client();

        await client.PostToConnectionAsync(Post("L0SM9cOFvHcCIhw="));

        var call = Assert.Single(_server.Calls);
        Assert.Equal("POST", call.Method);
        // The SDK encodes @ and = alike; a server has to decode before it compares.
        Assert.Equal("/demo/%40connections/L0SM9cOFvHcCIhw%3D", call.Target);
        Assert.Equal("application/octet-stream", call.ContentType);
        Assert.Equal("hello", Encoding.UTF8.GetString(call.Body));
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=AKID/[0-9]{8}/eu-west-1/execute-api/aws4_request, ", call.Authorization);
        Assert.Equal("token", call.SecurityToken);
    }

    [Fact]
    public async Task Delete_Connection_IsSent()
    {
        using var client = Client();
        _server.Answers["c"] = (204, null, "");

        await client.DeleteConnectionAsync(new DeleteConnectionRequest { ConnectionId = "c" });

        Assert.Equal(("DELETE", "/demo/%40connections/c"), _server.Calls.Select(call => (call.Method, call.Target)).Single());
    }

    [Fact]
    public async Task Get_Connection_IsRead()
    {
        using var client = Client();
        _server.Answers["c"] = (200, null, """
            {"connectedAt":"2022-04-18T17:07:29.973Z","identity":{"sourceIp":"127.0.0.1","userAgent":"ws"},"lastActiveAt":"2022-04-18T17:08:00Z"}
            """);

        var connection = await client.GetConnectionAsync(new GetConnectionRequest { ConnectionId = "c" });

        Assert.Equal(new DateTime(2022, 4, 18, 17, 7, 29, 973, DateTimeKind.Utc), connection.ConnectedAt!.Value.ToUniversalTime());
        Assert.Equal(new DateTime(2022, 4, 18, 17, 8, 0, DateTimeKind.Utc), connection.LastActiveAt!.Value.ToUniversalTime());
        Assert.Equal(("127.0.0.1", "ws"), (connection.Identity?.SourceIp, connection.Identity?.UserAgent));
        Assert.Equal("GET", _server.Calls.Single().Method);
    }

    [Theory]
    [InlineData(410, "GoneException", "", typeof(GoneException))]
    [InlineData(410, "GoneException:http://internal.amazon.com/", "", typeof(GoneException))]
    [InlineData(403, "ForbiddenException", """{"message":"no"}""", typeof(ForbiddenException))]
    [InlineData(413, "PayloadTooLargeException", """{"message":"too large"}""", typeof(PayloadTooLargeException))]
    [InlineData(429, "LimitExceededException", """{"message":"slow down"}""", typeof(LimitExceededException))]
    [InlineData(500, "InternalServerError", """{"message":"oh"}""", typeof(AmazonApiGatewayManagementApiException))]
    public async Task Post_Error_IsItsException(int status, string errorType, string body, Type exception)
    {
        using var client = Client();
        _server.Answers["c"] = (status, errorType, body);

        var thrown = (AmazonServiceException)await Assert.ThrowsAsync(exception, () => client.PostToConnectionAsync(Post("c")));

        Assert.Equal(status, (int)thrown.StatusCode);
    }

    [Fact]
    public async Task Post_ThrottledWithRetries_IsRetriedByTheSdkWithTheSameBytes()
    {
        using var client = Client(retries: 2);
        _server.Answers["c"] = (429, "LimitExceededException", "");

        await Assert.ThrowsAsync<LimitExceededException>(() => client.PostToConnectionAsync(Post("c")));

        Assert.Equal(["hello", "hello", "hello"], _server.Calls.Select(call => Encoding.UTF8.GetString(call.Body)));
    }

    [Fact]
    public async Task Post_NoConnectionId_IsRefusedBeforeItIsSent()
    {
        using var client = Client();

        await Assert.ThrowsAsync<AmazonApiGatewayManagementApiException>(() => client.PostToConnectionAsync(new PostToConnectionRequest()));
        Assert.Empty(_server.Calls);
    }

    private static PostToConnectionRequest Post(string connectionId) =>
        new() { ConnectionId = connectionId, Data = new MemoryStream("hello"u8.ToArray()) };

    private AmazonApiGatewayManagementApiClient Client(int retries = 0) => new(
        new SessionAWSCredentials("AKID", "secret", "token"),
        new AmazonApiGatewayManagementApiConfig
        {
            ServiceURL = new Uri(_server.Address, "demo").ToString(),
            AuthenticationRegion = "eu-west-1",
            MaxErrorRetry = retries,
        });
}
