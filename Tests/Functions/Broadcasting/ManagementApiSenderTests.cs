using System.Text;
using Amazon.ApiGatewayManagementApi;
using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Runtime;
using Chat.Functions.Broadcasting;
using Chat.Functions.Tests.Servers;

namespace Chat.Functions.Tests.Broadcasting;

public sealed class ManagementApiSenderTests : IAsyncLifetime
{
    private static readonly AWSCredentials Credentials = new BasicAWSCredentials("id", "secret");

    private static readonly HttpMessageInvoker Http = new(new SocketsHttpHandler());
    private ManagementApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ManagementApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Send_SameBytesToMany_EachGetsThemWhole()
    {
        var sender = Sender(_server.Address);
        var text = "grüß dich"u8.ToArray();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => sender.SendAsync($"c{i}", text, CancellationToken.None)));

        Assert.All(outcomes, outcome => Assert.IsType<SendOutcome.Delivered>(outcome));
        Assert.Equal(50, _server.Calls.Count);
        Assert.All(_server.Calls, call => Assert.Equal("grüß dich", Encoding.UTF8.GetString(call.Body)));
    }

    [Theory]
    [InlineData(410, "GoneException", "", typeof(SendOutcome.Gone))]
    [InlineData(410, null, "", typeof(SendOutcome.Gone))]
    [InlineData(429, "LimitExceededException", """{"message":"slow down"}""", typeof(SendOutcome.Throttled))]
    [InlineData(429, null, "", typeof(SendOutcome.Throttled))]
    [InlineData(500, null, "", typeof(SendOutcome.Unavailable))]
    [InlineData(503, "ServiceUnavailableException", "<html>", typeof(SendOutcome.Unavailable))]
    [InlineData(403, "ForbiddenException", """{"message":"no"}""", typeof(SendOutcome.Refused))]
    [InlineData(413, "PayloadTooLargeException", """{"message":"too large"}""", typeof(SendOutcome.Refused))]
    [InlineData(400, "BadRequestException", """{"message":"Invalid connectionId: ghost"}""", typeof(SendOutcome.Gone))]
    [InlineData(400, "BadRequestException", """{"message":"bad"}""", typeof(SendOutcome.Refused))]
    public async Task Send_Answer_IsItsOutcomeAfterOneAttempt(int status, string? errorType, string body, Type outcome)
    {
        _server.Answers["c"] = (status, errorType, body);

        Assert.IsType(outcome, await Sender(_server.Address).SendAsync("c", "hello"u8.ToArray(), CancellationToken.None));
        Assert.Single(_server.Calls);
    }

    [Fact]
    public async Task Send_Throttled_SaysSo()
    {
        _server.Answers["c"] = (429, "LimitExceededException", "");

        Assert.Equal(
            new SendOutcome.Throttled("429 LimitExceededException"),
            await Sender(_server.Address).SendAsync("c", "hello"u8.ToArray(), CancellationToken.None));
    }

    [Fact]
    public async Task Send_NobodyListens_IsUnavailable()
    {
        await _server.DisposeAsync();

        Assert.IsType<SendOutcome.Unavailable>(
            await Sender(_server.Address).SendAsync("c", "hello"u8.ToArray(), CancellationToken.None));
    }

    [Fact]
    public async Task Send_DeadlinePassed_IsUnavailable()
    {
        Assert.IsType<SendOutcome.Unavailable>(
            await Sender(_server.Address).SendAsync("c", "hello"u8.ToArray(), new CancellationToken(true)));
        Assert.Empty(_server.Calls);
    }

    [Fact]
    public async Task Send_Post_IsSentAsTheSdkSendsIt()
    {
        using var sdk = new AmazonApiGatewayManagementApiClient(
            Credentials, new AmazonApiGatewayManagementApiConfig { ServiceURL = new Uri(_server.Address, "demo").ToString(), AuthenticationRegion = "eu-west-1" });
        using var data = new MemoryStream("hello"u8.ToArray());
        await sdk.PostToConnectionAsync(new PostToConnectionRequest { ConnectionId = "L0SM9cOFvHcCIhw=", Data = data });

        await Sender(_server.Address).SendAsync("L0SM9cOFvHcCIhw=", "hello"u8.ToArray(), CancellationToken.None);

        var (theirs, ours) = (_server.Calls.First(), _server.Calls.Last());
        Assert.Equal((theirs.Method, theirs.Target), (ours.Method, ours.Target));
        Assert.Equal(theirs.Body, ours.Body);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=id/", ours.Authorization, StringComparison.Ordinal);
        Assert.Contains("/eu-west-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=", ours.Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_TemporaryCredentials_TokenIsSentAndSigned()
    {
        await Sender(_server.Address, new SessionAWSCredentials("id", "secret", "token")).SendAsync("c", "hello"u8.ToArray(), CancellationToken.None);

        var call = Assert.Single(_server.Calls);
        Assert.Equal("token", call.SecurityToken);
        Assert.Contains("SignedHeaders=host;x-amz-date;x-amz-security-token,", call.Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NoCredentials_IsRefusedWithTheReason()
    {
        var sender = Sender(_server.Address, () => throw new AmazonClientException("no credentials here"));

        var outcome = Assert.IsType<SendOutcome.Refused>(await sender.SendAsync("c", "hello"u8.ToArray(), CancellationToken.None));

        Assert.Contains("no credentials here", outcome.Reason, StringComparison.Ordinal);
        Assert.Empty(_server.Calls);
    }

    [Fact]
    public void Configure_NoEndpointSet_IsTheEventsOwnStageSignedForOurRegion()
    {
        var config = new ManagementApiSenders("eu-west-1", TimeProvider.System).Configure("abc123.execute-api.localhost:4510", "demo");

        Assert.Equal("https://abc123.execute-api.localhost:4510/demo", config.ServiceURL.TrimEnd('/'));
        Assert.Equal("eu-west-1", config.AuthenticationRegion);
    }

    [Fact]
    public void For_SameStage_IsTheSameSenderAndTheNumberOfThemIsBounded()
    {
        var senders = new ManagementApiSenders("eu-west-1", TimeProvider.System);
        var first = senders.For("a.example.com", "demo");

        Assert.Same(first, senders.For("a.example.com", "demo"));
        Assert.NotSame(first, senders.For("a.example.com", "other"));
        foreach (var i in Enumerable.Range(0, ManagementApiSenders.Kept))
        {
            senders.For($"{i}.example.com", "demo");
        }

        Assert.NotSame(first, senders.For("a.example.com", "demo"));
    }

    private static ManagementApiSender Sender(Uri address, AWSCredentials? credentials = null) => Sender(address, () => credentials ?? Credentials);

    private static ManagementApiSender Sender(Uri address, Func<AWSCredentials> findCredentials) => new(
        new ConnectionAddress(new Uri(address, "demo")), new PostSigner("eu-west-1", "execute-api"), findCredentials, Http, TimeProvider.System);
}
