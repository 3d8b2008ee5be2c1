using System.Collections.Immutable;
using Chat.Emulator.Invocations;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Gateway.Messages.Integration;
using Chat.Emulator.Tests.Wire;
using static Chat.Emulator.Tests.Gateway.Handshake.Authorization.AuthorizedApi;

namespace Chat.Emulator.Tests.Gateway.Handshake.Authorization;

/// <summary>What an authorizer is asked, and what its answers come to.</summary>
public sealed class AuthorizerTests
{
    private const string Forbidden = """{"message":"Forbidden"}""";
    private const string Unauthorized = """{"message":"Unauthorized"}""";

    [Theory]
    [Trait("Statement", "71")]
    [InlineData("route.request.querystring.token", "/demo", 401)]
    [InlineData("route.request.querystring.token", "/demo?token=", 401)]
    [InlineData("route.request.querystring.token", "/demo?Token=x", 401)]
    [InlineData("route.request.querystring.token", "/demo?token=x", 101)]
    [InlineData("route.request.header.X-TOKEN", "/demo", 101)]
    [InlineData("route.request.header.X-Other", "/demo", 401)]
    [InlineData("stageVariables.tier", "/demo", 101)]
    [InlineData("stageVariables.other", "/demo", 401)]
    [InlineData("context.identity.sourceIp", "/demo", 101)]
    [InlineData("context.identity.userAgent", "/demo", 401)]
    [InlineData("context.nothing", "/demo", 401)]
    public async Task IdentitySource_MissingOrEmpty_Is401AndTheAuthorizerIsNotInvoked(string source, string path, int status)
    {
        var variables = ImmutableDictionary<string, string>.Empty.Add("tier", "gold");
        var api = With("context.connectionId", source) with { Stages = [new Stage { Name = TestApi.Stage, Variables = variables }] };
        await using var gateway = await TestGateway.StartAsync(api, Answering());

        await using var client = await RawClient.HandshakeAsync(gateway.Port, path, "x-token: abc");

        Assert.Equal(status, client.Response.Status);
        Assert.Equal(status == 101 ? 1 : 0, gateway.Lambda.CountWaitingEvents("authorizer"));
        if (status == 401)
        {
            Assert.Equal(("UnauthorizedException", Unauthorized), (client.Response.Headers["x-amzn-ErrorType"], client.Response.Body));
        }
    }

    [Fact]
    [Trait("Statement", "72")]
    public async Task Authorizer_FailsWithUnauthorized_Is401() =>
        Assert.Equal(Unauthorized, await RefusedAsync(Answering(new InvocationOutcome.FunctionFailed("Error", "Unauthorized")), 401));

    [Theory]
    [Trait("Statement", "73")]
    [InlineData("Deny", "{methodArn}")]
    [InlineData("Allow", "arn:aws:execute-api:us-east-1:000000000000:a1b2c3d4e5/other/$connect")]
    public async Task Policy_DeniesOrAllowsSomethingElse_Is403AndConnectDoesNotRun(string effect, string resource) =>
        Assert.Equal(Forbidden, await RefusedAsync(Answering(effect, resource), 403));

    [Theory]
    [Trait("Statement", "74")]
    [InlineData("null")]
    [InlineData("\"Allow\"")]
    [InlineData("not json")]
    [InlineData("""{"principalId":"p"}""")]
    [InlineData("""{"principalId":"p","policyDocument":{}}""")]
    [InlineData("""{"principalId":"p","policyDocument":{"Statement":[{"Effect":"Maybe","Action":"*","Resource":"*"}]}}""")]
    [InlineData("""{"principalId":"p","policyDocument":{"Statement":[{"Effect":"Allow","Action":"*"}]}}""")]
    [InlineData("""{"policyDocument":{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}}""")]
    [InlineData("""{"principalId":1,"policyDocument":{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}}""")]
    [InlineData("""{"principalId":"p","context":{"a":{"b":1}},"policyDocument":{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}}""")]
    [InlineData("""{"principalId":"p","context":{"a":[]},"policyDocument":{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}}""")]
    [InlineData("""{"principalId":"p","context":"a","policyDocument":{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}}""")]
    public async Task Authorizer_AnswersWhatIsNoPolicy_Is500(string answer) =>
        Assert.Matches(
            """^{"message": "Internal server error", "connectionId":"[A-Za-z0-9_-]{15}=", "requestId":"[A-Za-z0-9_-]{15}="}$""",
            await RefusedAsync(Answering(StubLambda.Responded(answer)), 500));

    [Fact]
    [Trait("Statement", "74")]
    public async Task Authorizer_ThrowsThrottledOrUnreachable_Is500()
    {
        await RefusedAsync(Answering(new InvocationOutcome.FunctionFailed("Error", "unauthorized")), 500);
        await RefusedAsync(Answering(new InvocationOutcome.Throttled()), 500);
        await RefusedAsync(Answering(new InvocationOutcome.Unreachable("no such function")), 500);
    }

    [Fact]
    [Trait("Statement", "74")]
    public async Task Authorizer_SlowerThan29Seconds_Is500()
    {
        var lambda = new StubLambda().On("authorizer", async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return StubLambda.Responded("{}");
        });
        await using var gateway = await TestGateway.StartAsync(With(), lambda);

        await using var client = await RawClient.SendHandshakeAsync(gateway.Port, "/demo");
        await lambda.NextEventAsync("authorizer");
        gateway.Time.Advance(TimeSpan.FromSeconds(29));

        Assert.Equal(500, (await client.ReadResponseAsync()).Status);
    }

    [Theory]
    [Trait("Statement", "74")]
    [InlineData(8192, 101)]
    [InlineData(8193, 500)]
    public async Task Authorizer_AnswersMoreThan8KB_Is500(int bytes, int status)
    {
        const string Answer = """{"principalId":"","policyDocument":{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}}""";
        var answer = Answer.Replace("\"\"", $"\"{new string('p', bytes - Answer.Length)}\"", StringComparison.Ordinal);
        await using var gateway = await TestGateway.StartAsync(With(), Answering(StubLambda.Responded(answer)));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(status, client.Response.Status);
    }

    [Fact]
    [Trait("Statement", "75")]
    public async Task Context_OfTheAnswer_IsInTheEventsOfTheConnectionAsTexts()
    {
        var lambda = Answering(more: ""","context":{"k":"v","n":1.50,"b":true,"none":null,"principalId":"other"}""");
        await using var gateway = await TestGateway.StartAsync(With(), lambda);

        await using var client = await gateway.ConnectAsync();
        await client.SendTextAsync("hello");
        var message = await lambda.NextEventAsync("default");
        await client.SendCloseAsync();

        const string Context = """{"principalId":"p","k":"v","n":"1.50","b":"true"}""";
        var connect = AuthorizerOf(await lambda.NextEventAsync("connect"))!;
        Assert.Equal($"{Context[..^1]},\"integrationLatency\":0}}", connect.ToJsonString());
        Assert.Equal(Context, AuthorizerOf(message)!.ToJsonString());
        Assert.Equal(Context, AuthorizerOf(await lambda.NextEventAsync("disconnect"))!.ToJsonString());
    }

    [Fact]
    public async Task Events_WithoutAuthorizer_HaveNoAuthorizer()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));

        await using var client = await gateway.ConnectAsync();

        Assert.Null(AuthorizerOf(await gateway.Lambda.NextEventAsync("connect")));
    }

    [Fact]
    [Trait("Statement", "76")]
    public async Task AuthorizerEvent_IsTheGoldenEvent()
    {
        var api = With() with { Region = "eu-west-1", Stages = [new Stage { Name = TestApi.Stage, Variables = ImmutableDictionary<string, string>.Empty.Add("tier", "gold") }] };
        await using var gateway = await TestGateway.StartAsync(api, Answering());

        await using var client = await gateway.ConnectAsync("/demo?room=a&room=b%20c", $"Host: localhost:{gateway.Port}", "User-Agent: test/1");

        GoldenEvent.AssertMatches("authorizer.json", await gateway.Lambda.NextEventAsync("authorizer"), gateway.Port);
    }

    [Fact]
    [Trait("Statement", "76")]
    public async Task AuthorizerEvent_Bare_HasEmptyMapsAndTheConnectionIdOfConnect()
    {
        await using var gateway = await TestGateway.StartAsync(With(), Answering());

        await using var client = await gateway.ConnectAsync("/demo", $"Host: localhost:{gateway.Port}");

        var asked = await gateway.Lambda.NextEventAsync("authorizer");
        var connect = await gateway.Lambda.NextEventAsync("connect");
        GoldenEvent.AssertMatches("authorizer-bare.json", asked, gateway.Port);
        Assert.Equal((string?)connect["requestContext"]!["connectionId"], (string?)asked["requestContext"]!["connectionId"]);
    }

    [Fact]
    [Trait("Statement", "77")]
    public async Task Policy_ForEveryMethodOfTheStageAsInRestApis_Is403() =>
        await RefusedAsync(Answering(resource: "arn:aws:execute-api:us-east-1:000000000000:a1b2c3d4e5/demo/*/*"), 403);

    [Fact]
    [Trait("Statement", "78")]
    public async Task Authorizer_SameTokenTwice_IsAskedTwice()
    {
        await using var gateway = await TestGateway.StartAsync(With("route.request.querystring.token"), Answering());

        await using var first = await gateway.ConnectAsync("/demo?token=x");
        await using var second = await gateway.ConnectAsync("/demo?token=x");

        Assert.Equal(2, gateway.Lambda.CountWaitingEvents("authorizer"));
    }

    private static async Task<string> RefusedAsync(StubLambda lambda, int status)
    {
        await using var gateway = await TestGateway.StartAsync(With(), lambda);

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(status, client.Response.Status);
        Assert.Equal(1, lambda.Invocations);
        return client.Response.Body;
    }
}
