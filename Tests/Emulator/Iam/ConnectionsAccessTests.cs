using System.Net;
using System.Text;
using Amazon.ApiGatewayManagementApi;
using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Runtime;
using Chat.Emulator.Iam;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Gateway.Handshake.Authorization;
using Chat.Emulator.Tests.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Emulator.Tests.Iam;

/// <summary><c>@connections</c> asks for a signature and for the caller's permission.</summary>
public sealed class ConnectionsAccessTests
{
    private const string Posts = $"arn:aws:execute-api:eu-west-1:000000000000:{TestApi.ApiId}/demo/POST/@connections/*";

    [Fact]
    [Trait("Statement", "67")]
    public async Task Post_Unsigned_IsMissingAuthenticationToken()
    {
        await using var gateway = await StartAsync(new CallerCredentials(TestStack.With()));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        using var response = await gateway.PostAsync(connectionId, "hi");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("MissingAuthenticationTokenException", response.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.Equal("""{"message":"Missing Authentication Token"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    [Trait("Statement", "68")]
    public async Task Post_WithoutManageConnections_IsAccessDenied()
    {
        var stack = TestStack.With(TestStack.Allow("dynamodb:*", "*"));
        var credentials = new CallerCredentials(stack);
        await using var gateway = await StartAsync(credentials);
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        using var response = await SendAsync(gateway, credentials.Credential(stack), HttpMethod.Post, connectionId);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("AccessDeniedException", response.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.Equal(
            $$$"""{"Message":"User: {{{TestStack.CallerArn}}} is not authorized to perform: execute-api:ManageConnections on resource: arn:aws:execute-api:eu-west-1:********0000:{{{TestApi.ApiId}}}/demo/POST/@connections/{connectionId}"}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task AnyMethod_PermissionForPostAlone_OnlyPostPasses()
    {
        var stack = TestStack.With(TestStack.Allow("execute-api:ManageConnections", Posts));
        var credentials = new CallerCredentials(stack);
        await using var gateway = await StartAsync(credentials);
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        using var get = await SendAsync(gateway, credentials.Credential(stack), HttpMethod.Get, connectionId);
        using var post = await SendAsync(gateway, credentials.Credential(stack), HttpMethod.Post, connectionId, "hi");

        Assert.Equal(HttpStatusCode.Forbidden, get.StatusCode);
        Assert.Equal(HttpStatusCode.OK, post.StatusCode);
        Assert.Equal("hi", await client.ReadTextAsync());
    }

    [Theory]
    [InlineData("@", "=")]
    [InlineData("%40", "%3D")]
    [InlineData("@", "%3D")]
    public async Task Post_PathRawOrEncoded_IsVerifiedAsItWasSent(string at, string equals)
    {
        var stack = TestStack.With(TestStack.Allow("execute-api:ManageConnections", Posts));
        var credentials = new CallerCredentials(stack);
        await using var gateway = await StartAsync(credentials);
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        using var response = await SendAsync(
            gateway, credentials.Credential(stack), HttpMethod.Post, connectionId.Replace("=", equals, StringComparison.Ordinal), "hi", at);

        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    // The SDK for .NET signs the two slashes that it sends, and a path is verified with one, as AWS documents it.
    [Fact]
    public async Task Post_BySdkForDotNetWhoseEndpointEndsInASlash_HasAWrongSignature()
    {
        await using var gateway = await StartAsync(new CallerCredentials(TestStack.With()));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;
        using var sdk = Sdk(gateway, new BasicAWSCredentials("test", "test"), "/");

        var refused = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => sdk.PostToConnectionAsync(Post(connectionId, "hi")));

        Assert.Equal((HttpStatusCode.Forbidden, "InvalidSignatureException"), (refused.StatusCode, refused.ErrorCode));
        Assert.Contains("/demo/%40connections/", refused.Message.Replace("%2540", "%40", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_BySdkAsFunctionAndAsDeveloper_Arrives()
    {
        var stack = TestStack.With(TestStack.Allow("execute-api:ManageConnections", Posts));
        var credentials = new CallerCredentials(stack);
        var function = credentials.Credential(stack);
        await using var gateway = await StartAsync(credentials);
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;
        using var asFunction = Sdk(gateway, new SessionAWSCredentials(function.AccessKeyId, function.SecretAccessKey, function.SessionToken));
        using var asDeveloper = Sdk(gateway, new BasicAWSCredentials("test", "test"));
        using var asStranger = Sdk(gateway, new BasicAWSCredentials("AKIASTRANGER", "secret"));
        using var withWrongSecret = Sdk(gateway, new BasicAWSCredentials("test", "wrong"));

        await asFunction.PostToConnectionAsync(Post(connectionId, "one"));
        await asDeveloper.PostToConnectionAsync(Post(connectionId, "two"));
        var description = await asDeveloper.GetConnectionAsync(new GetConnectionRequest { ConnectionId = connectionId });
        var unknown = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => asStranger.PostToConnectionAsync(Post(connectionId, "three")));
        var wrong = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => withWrongSecret.PostToConnectionAsync(Post(connectionId, "four")));

        Assert.Equal("one", await client.ReadTextAsync());
        Assert.Equal("two", await client.ReadTextAsync());
        Assert.Equal("127.0.0.1", description.Identity?.SourceIp);
        Assert.Equal(
            ("UnrecognizedClientException", "The security token included in the request is invalid."), (unknown.ErrorCode, unknown.Message));
        Assert.Equal("InvalidSignatureException", wrong.ErrorCode);
        Assert.Contains($"'POST\n/demo/%2540connections/{connectionId.Replace("=", "%253D", StringComparison.Ordinal)}\n", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Statement", "7")]
    public async Task Handshake_ApiMayNotInvokeTheFunction_Is500()
    {
        var stack = TestStack.With();
        await using var gateway = await TestGateway.StartAsync(
            TestApi.WithRoutes("$connect") with { Region = TestStack.Template.Region }, services: services => services.AddSingleton(new InvokePermissions(stack)));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(500, client.Response.Status);
        Assert.Equal(0, gateway.Lambda.Invocations);
    }

    [Theory]
    [InlineData("*", 101)]
    [InlineData("{api}/authorizers/a1u2t3h", 101)]
    [InlineData("{api}/authorizers/*", 101)]
    [InlineData("{api}/*", 101)]
    [InlineData("{api}/authorizers/another", 500)]
    [InlineData("{api}/*/$connect", 500)]
    [InlineData(null, 500)]
    public async Task Handshake_AuthorizersFunctionNeedsAPermissionOfItsOwn_Or500(string? source, int status)
    {
        const string Api = $"arn:aws:execute-api:eu-west-1:000000000000:{TestApi.ApiId}";
        var connect = new InvokePermission("connect", "lambda:InvokeFunction", "apigateway.amazonaws.com", null, null);
        var stack = TestStack.With() with
        {
            Permissions = source is null
                ? [connect]
                : [connect, new("authorizer", "lambda:InvokeFunction", "apigateway.amazonaws.com", source.Replace("{api}", Api, StringComparison.Ordinal), null)],
        };
        await using var gateway = await TestGateway.StartAsync(
            AuthorizedApi.With(), AuthorizedApi.Answering(), services: services => services.AddSingleton(new InvokePermissions(stack)));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(status, client.Response.Status);
        Assert.Equal(status == 101 ? 1 : 0, gateway.Lambda.CountWaitingEvents("authorizer"));
    }

    [Theory]
    [InlineData("000000000000", 101)]
    [InlineData("111111111111", 500)]
    public async Task Handshake_PermissionForAnAccount_HasToBeThisOne(string account, int status)
    {
        var stack = TestStack.With() with { Permissions = [new("connect", "lambda:*", "apigateway.amazonaws.com", null, account)] };
        await using var gateway = await TestGateway.StartAsync(
            TestApi.WithRoutes("$connect"), services: services => services.AddSingleton(new InvokePermissions(stack)));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(status, client.Response.Status);
    }

    [Fact]
    public async Task Message_ApiMayNotInvokeTheFunction_IsInternalServerError()
    {
        var api = $"arn:aws:execute-api:eu-west-1:000000000000:{TestApi.ApiId}";
        var stack = TestStack.With() with
        {
            Permissions =
            [
                new InvokePermission("connect", "lambda:InvokeFunction", "apigateway.amazonaws.com", $"{api}/*$connect", null),
                new InvokePermission("default", "lambda:InvokeFunction", "apigateway.amazonaws.com", $"{api}/other/$default", null),
                new InvokePermission("default", "lambda:InvokeFunction", "sns.amazonaws.com", null, null),
            ],
        };
        await using var gateway = await TestGateway.StartAsync(
            TestApi.WithRoutes("$connect", "$default") with { Region = TestStack.Template.Region }, services: services => services.AddSingleton(new InvokePermissions(stack)));
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("hi");

        Assert.Contains("\"message\": \"Internal server error\"", await client.ReadTextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, gateway.Lambda.Invocations);
    }

    private static Task<TestGateway> StartAsync(CallerCredentials credentials) => TestGateway.StartAsync(
        TestApi.WithRoutes("$connect") with { Region = TestStack.Template.Region }, services: services => services.AddSingleton(TestStack.Access(credentials)));

    private static Task<HttpResponseMessage> SendAsync(
        TestGateway gateway, Credential credential, HttpMethod method, string connectionId, string text = "", string at = "@")
    {
        var uri = new Uri($"http://127.0.0.1:{gateway.Port}/demo/{at}connections/{connectionId}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var body = Encoding.UTF8.GetBytes(text);
        var request = new HttpRequestMessage(method, uri) { Content = body.Length == 0 ? null : new ByteArrayContent(body) };
        return gateway.Http.SendAsync(request.Sign(credential, "execute-api", body, TimeProvider.System.GetUtcNow())).Soon();
    }

    private static AmazonApiGatewayManagementApiClient Sdk(TestGateway gateway, AWSCredentials credentials, string end = "") => new(
        credentials,
        new AmazonApiGatewayManagementApiConfig { ServiceURL = $"http://127.0.0.1:{gateway.Port}/demo{end}", AuthenticationRegion = "eu-west-1" });

    private static PostToConnectionRequest Post(string connectionId, string text) =>
        new() { ConnectionId = connectionId, Data = new MemoryStream(Encoding.UTF8.GetBytes(text)) };
}
