using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Chat.Emulator.Gateway;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Stacks;

/// <summary>Every address that a template or its code may mean leads to the emulator.</summary>
public sealed class EndpointTests
{
    private const string Where = "JSON.stringify([event.requestContext.domainName, event.requestContext.stage, event.requestContext.apiId])";

    private static readonly string TwoApis = "\nResources:\n" + StackText.Api + StackText.Role + StackText.Function() + StackText.Route()
        + StackText.Api.Replace("  Api:", "  Admin:", StringComparison.Ordinal).Replace("  Dev:", "  AdminDev:", StringComparison.Ordinal).Replace("!Ref Api", "!Ref Admin", StringComparison.Ordinal)
        + StackText.Route(api: "Admin");

    [Fact]
    public async Task TwoApis_OfOneStageName_HaveAPortEachAndItsEventsNameIt()
    {
        await using var stack = await RunningStack.StartAsync(TwoApis, StackText.Answers(Where));
        var stages = stack.Cloud.Stages;

        var answers = new List<JsonNode>();
        foreach (var stage in stages)
        {
            Assert.Equal("127.0.0.1", stage.WebSocketUrl.Host);
            answers.Add(JsonNode.Parse(await stack.AskAsync(url: stage.WebSocketUrl))!);
        }

        Assert.NotEqual(stages[0].WebSocketUrl.Port, stages[1].WebSocketUrl.Port);
        Assert.Equal(stages.Select(stage => stage.WebSocketUrl.Authority), answers.Select(answer => (string)answer[0]!));
        Assert.Equal(stages.Select(stage => stage.Api.ApiId), answers.Select(answer => (string)answer[2]!));
    }

    [Fact]
    public async Task TwoApis_ReachedByHostName_EventsNameAnAddressThatResolves()
    {
        await using var stack = await RunningStack.StartAsync(TwoApis, StackText.Answers(Where));
        var admin = stack.Cloud.Stages[1];
        using var client = await RunningStack.ConnectAsync(
            new Uri($"ws://127.0.0.1:{stack.Cloud.ConsoleUrl.Port}/dev"), $"{admin.Api.ApiId}.execute-api.localhost");

        var answer = JsonNode.Parse(await RunningStack.AskAsync(client, """{"action":"echo"}"""))!;

        Assert.Equal((admin.WebSocketUrl.Authority, admin.Api.ApiId), ((string)answer[0]!, (string)answer[2]!));
    }

    [Theory]
    [InlineData("live", "/live")]
    [InlineData("", "/")]
    public async Task CustomDomain_WithItsMapping_LeadsToTheStageAndIsInTheEvent(string key, string path)
    {
        var mapping = $$$"""
              Domain: {Type: AWS::ApiGatewayV2::DomainName, Properties: {DomainName: ws.example.com}}
              Mapping: {Type: AWS::ApiGatewayV2::ApiMapping, Properties: {DomainName: !Ref Domain, ApiId: !Ref Api, Stage: !Ref Dev, ApiMappingKey: '{{{key}}}'}}
            """;
        await using var stack = await RunningStack.StartAsync(
            StackText.Echo($"{{EP: 'https://ws.example.com{(key.Length == 0 ? "" : "/" + key)}'}}", mapping), StackText.Answers("event.requestContext.domainName + ' ' + process.env.EP"));
        using var client = await RunningStack.ConnectAsync(new Uri($"ws://127.0.0.1:{stack.Cloud.ConsoleUrl.Port}{path}"), "ws.example.com");

        Assert.Equal($"ws.example.com {stack.Cloud.Stages[0].CallbackUrl}", await RunningStack.AskAsync(client, """{"action":"echo"}"""));
    }

    [Fact]
    public async Task CustomDomain_PathWithoutAMapping_Is403()
    {
        const string Mapping = """
              Domain: {Type: AWS::ApiGatewayV2::DomainName, Properties: {DomainName: ws.example.com}}
              Mapping: {Type: AWS::ApiGatewayV2::ApiMapping, Properties: {DomainName: !Ref Domain, ApiId: !Ref Api, Stage: !Ref Dev, ApiMappingKey: live}}
            """;
        await using var stack = await RunningStack.StartAsync(StackText.Echo(more: Mapping), StackText.Answers("1"));

        await using var client = await RawClient.HandshakeAsync(stack.Cloud.ConsoleUrl.Port, "/dev", "Host: ws.example.com");

        Assert.Equal(403, client.Response.Status);
    }

    [Fact]
    public async Task DisableExecuteApiEndpoint_AtTheApisOwnName_Is403()
    {
        var template = StackText.Echo().Replace("Properties: {Name: api,", "Properties: {Name: api, DisableExecuteApiEndpoint: true,", StringComparison.Ordinal);
        await using var stack = await RunningStack.StartAsync(template, StackText.Answers("1"));

        await using var client = await RawClient.HandshakeAsync(
            stack.Cloud.ConsoleUrl.Port, "/dev", $"Host: {stack.Cloud.Stack.Apis[0].ApiId}.execute-api.us-east-1.amazonaws.com");

        Assert.Equal((403, "1"), (client.Response.Status, await stack.AskAsync()));
    }

    [Theory]
    [InlineData("https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/demo", "http://127.0.0.1:4510/demo")]
    [InlineData("https://a1b2c3d4e5.execute-api.cn-north-1.amazonaws.com.cn/demo/@connections", "http://127.0.0.1:4510/demo/@connections")]
    [InlineData("wss://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/demo", "ws://127.0.0.1:4510/demo")]
    [InlineData("https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com", "http://127.0.0.1:4510")]
    [InlineData("a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com", "127.0.0.1:4510")]
    [InlineData("""{"url":"https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/demo"}""", """{"url":"http://127.0.0.1:4510/demo"}""")]
    [InlineData("https://ws.example.com/live/@connections", "http://127.0.0.1:4510/demo/@connections")]
    [InlineData("wss://WS.example.com/live", "ws://127.0.0.1:4510/demo")]
    public void Variable_WithAnAddressOfTheStack_LeadsHere(string value, string expected) =>
        Assert.Equal(KeyValuePair.Create("X", expected), Assert.Single(Rewrite(value)));

    [Theory]
    [InlineData("https://zzzzzzzzzz.execute-api.eu-west-1.amazonaws.com/demo")]
    [InlineData("https://example.com/live")]
    [InlineData("a1b2c3d4e5")]
    public void Variable_WithAnotherAddress_StaysAsItIs(string value) => Assert.Empty(Rewrite(value));

    private static IEnumerable<KeyValuePair<string, string>> Rewrite(string value)
    {
        var api = TestApi.WithRoutes();
        var stage = api.Stages[0] with { Domains = [new StageDomain("ws.example.com", "live")] };
        return EndpointsInVariables.Rewrite(
            ImmutableDictionary<string, string>.Empty.Add("X", value),
            [new RunningStage(api, stage, new Uri("ws://127.0.0.1:4510/demo"), new Uri("http://127.0.0.1:4510/demo"))]);
    }
}
