using System.Text.Json.Nodes;
using Chat.Emulator.Iam;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Iam;
using Chat.Emulator.Tests.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Emulator.Tests.Gateway.Handshake.Authorization;

/// <summary><c>AWS_IAM</c> on <c>$connect</c>.</summary>
public sealed class IamAuthorizationTests
{
    private const string Connect = $"arn:aws:execute-api:eu-west-1:000000000000:{TestApi.ApiId}/demo/$connect";

    private static readonly Stack Allowing = TestStack.With(TestStack.Allow("execute-api:Invoke", Connect));

    private static readonly WebSocketApi Api = TestApi.WithRoutes("$default", "$disconnect").With(
        TestApi.Lambda("$connect") with { Authorization = new RouteAuthorization.Iam() }) with
    { Region = "eu-west-1" };

    [Fact]
    public async Task Handshake_Unsigned_IsMissingAuthenticationToken()
    {
        await using var gateway = await StartAsync(new CallerCredentials(Allowing));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        AssertRefused(client, "MissingAuthenticationTokenException", """{"message":"Missing Authentication Token"}""");
        Assert.Equal(0, gateway.Lambda.Invocations);
    }

    [Fact]
    public async Task Handshake_SignedInItsHeaders_OpensAndEveryEventNamesTheSigner()
    {
        var credentials = new CallerCredentials(Allowing);
        var credential = credentials.Credential(Allowing);
        await using var gateway = await StartAsync(credentials);

        await using (var client = await RawClient.OpenAsync(gateway.Port, "/demo", [.. Headers(gateway, credential), "User-Agent: raw"]))
        {
            await client.SendTextAsync("hi");
            AssertNamed(await gateway.Lambda.NextEventAsync("connect"), credential);
            AssertNamed(await gateway.Lambda.NextEventAsync("default"), credential);
        }

        AssertNamed(await gateway.Lambda.NextEventAsync("disconnect"), credential);
    }

    [Fact]
    public async Task Handshake_Presigned_Opens()
    {
        var credentials = new CallerCredentials(Allowing);
        await using var gateway = await StartAsync(credentials);

        await using var function = await RawClient.OpenAsync(gateway.Port, Presigned(gateway, credentials.Credential(Allowing)));
        await using var developer = await RawClient.OpenAsync(gateway.Port, Presigned(gateway, credentials.Find("test")!));

        await gateway.Lambda.NextEventAsync("connect");
        var identity = (await gateway.Lambda.NextEventAsync("connect"))["requestContext"]!["identity"]!;
        Assert.Equal("arn:aws:iam::000000000000:user/test", (string?)identity["userArn"]);
        Assert.Matches("^AIDA[A-Z2-7]{17}$", (string?)identity["caller"]);
    }

    [Theory]
    [InlineData("execute-api:Invoke", $"arn:aws:execute-api:eu-west-1:000000000000:{TestApi.ApiId}/other/$connect")]
    [InlineData("execute-api:Invoke", $"arn:aws:execute-api:eu-west-1:000000000000:{TestApi.ApiId}/demo/sendMessage")]
    [InlineData("execute-api:ManageConnections", "*")]
    public async Task Handshake_SignerMayNotInvokeConnect_IsAccessDenied(string action, string resource)
    {
        var stack = TestStack.With(TestStack.Allow(action, resource));
        var credentials = new CallerCredentials(stack);
        await using var gateway = await StartAsync(credentials);

        await using var client = await RawClient.HandshakeAsync(gateway.Port, Presigned(gateway, credentials.Credential(stack)));

        AssertRefused(
            client,
            "AccessDeniedException",
            $$"""{"Message":"User: {{TestStack.CallerArn}} is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********0000:{{TestApi.ApiId}}/demo/$connect"}""");
        Assert.Equal(0, gateway.Lambda.Invocations);
    }

    [Fact]
    public async Task Handshake_DeniedForAllElse_Opens()
    {
        // As on AWS the policy is asked for $connect alone; what it says of other routes isn't looked at.
        var stack = TestStack.With(
            TestStack.Allow("execute-api:Invoke", "*"),
            TestStack.Deny("execute-api:Invoke", $"arn:aws:execute-api:eu-west-1:000000000000:{TestApi.ApiId}/demo/$default"));
        var credentials = new CallerCredentials(stack);
        await using var gateway = await StartAsync(credentials);
        await using var client = await RawClient.OpenAsync(gateway.Port, Presigned(gateway, credentials.Credential(stack)));

        await client.SendTextAsync("hi");

        await gateway.Lambda.NextEventAsync("default");
    }

    [Fact]
    public async Task Handshake_SignedWithAnotherSecret_IsInvalidSignature()
    {
        var credentials = new CallerCredentials(Allowing);
        await using var gateway = await StartAsync(credentials);
        var forged = credentials.Credential(Allowing) with { SecretAccessKey = "guessed" };

        await using var inQuery = await RawClient.HandshakeAsync(gateway.Port, Presigned(gateway, forged));
        await using var inHeaders = await RawClient.HandshakeAsync(gateway.Port, "/demo", Headers(gateway, forged));

        AssertRefused(inQuery, "InvalidSignatureException", null);
        AssertRefused(inHeaders, "InvalidSignatureException", null);
        Assert.StartsWith(
            "The request signature we calculated does not match the signature you provided.",
            (string?)JsonNode.Parse(inQuery.Response.Body)!["message"],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handshake_PresignedTooLongAgo_IsInvalidSignature()
    {
        var credentials = new CallerCredentials(Allowing);
        await using var gateway = await StartAsync(credentials);

        await using var client = await RawClient.HandshakeAsync(
            gateway.Port, Presigned(gateway, credentials.Credential(Allowing), TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(6)));

        AssertRefused(client, "InvalidSignatureException", null);
        Assert.Contains("Signature expired", client.Response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handshake_ChecksAreOff_EverybodyIsLetInAsNobody()
    {
        await using var gateway = await TestGateway.StartAsync(Api);

        await using var client = await gateway.ConnectAsync();

        var identity = (await gateway.Lambda.NextEventAsync("connect"))["requestContext"]!["identity"]!.AsObject();
        Assert.Equal(["sourceIp"], identity.Select(member => member.Key));
    }

    private static void AssertRefused(RawClient client, string errorType, string? body)
    {
        Assert.Equal(403, client.Response.Status);
        Assert.Equal(errorType, client.Response.Headers["x-amzn-ErrorType"]);
        Assert.Equal(body ?? client.Response.Body, client.Response.Body);
    }

    private static void AssertNamed(JsonNode @event, Credential credential)
    {
        var identity = @event["requestContext"]!["identity"]!.AsObject();
        var id = (string)identity["caller"]!;
        Assert.Matches($"^AROA[A-Z2-7]{{17}}:{TestStack.Function}$", id);
        Assert.Equal(
            [
                KeyValuePair.Create("userArn", TestStack.CallerArn), KeyValuePair.Create("userAgent", "raw"),
                KeyValuePair.Create("accountId", "000000000000"), KeyValuePair.Create("caller", id), KeyValuePair.Create("sourceIp", "127.0.0.1"),
                KeyValuePair.Create("accessKey", credential.AccessKeyId), KeyValuePair.Create("user", id),
            ],
            identity.Select(member => KeyValuePair.Create(member.Key, (string)member.Value!)));
    }

    private static Task<TestGateway> StartAsync(CallerCredentials credentials) =>
        TestGateway.StartAsync(Api, services: services => services.AddSingleton(TestStack.Access(credentials)));

    private static Uri Address(TestGateway gateway) => new($"http://127.0.0.1:{gateway.Port}/demo");

    private static string Presigned(TestGateway gateway, Credential credential, DateTimeOffset? at = null) =>
        "/demo?" + TestSigner.Presign(Address(gateway), credential, "execute-api", at ?? TimeProvider.System.GetUtcNow());

    private static string[] Headers(TestGateway gateway, Credential credential)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(gateway));
        request.Sign(credential, "execute-api", [], TimeProvider.System.GetUtcNow());
        return [.. request.Headers.NonValidated.Select(header => $"{header.Key}: {header.Value}")];
    }
}
