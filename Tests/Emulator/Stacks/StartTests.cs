using Chat.Emulator.Options;

namespace Chat.Emulator.Tests.Stacks;

/// <summary>What a start says of a stack that there is nothing to do with, and of one that runs.</summary>
public sealed class StartTests
{
    private const string UndeployedStage = """
        Resources:
          Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}}
          Stage: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Api, StageName: dev}}
        """;

    [Theory]
    [InlineData(UndeployedStage, "the API chat has no stage that is deployed, so nobody can connect. Give the stage dev AutoDeploy: true")]
    [InlineData("Resources: {Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}}}", "the API chat has no stage")]
    [InlineData("Resources: {Web: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: chat, ProtocolType: HTTP}}}", "Web is an HTTP API, which the emulator doesn't run")]
    [InlineData("Resources: {Web: {Type: AWS::ApiGateway::RestApi}}", "Web is a REST API")]
    [InlineData("Resources: {Topic: {Type: AWS::SNS::Topic}}", "there is nothing in it that the emulator runs")]
    [InlineData("Resources: {Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.$.x}}}", "Api.RouteSelectionExpression: '$request.body.$.x' can't be read")]
    public async Task Start_NothingToRun_SaysSoAndWhichFileWithCode2(string template, string problem)
    {
        var refused = await Assert.ThrowsAsync<EmulatorStartException>(() => RunningStack.StartAsync(template, []));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.Contains("template.yaml", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, refused.ExitCode);
    }

    [Fact]
    public async Task Attached_ByLogicalId_IsThatFunction()
    {
        await using var stack = await RunningStack.StartAsync(
            StackText.Echo().Replace("Runtime: nodejs20.x", "Runtime: ruby3.4", StringComparison.Ordinal),
            [("hello.sh", "exit 7")],
            options => options with { Attached = ["Fn"] });

        Assert.NotEqual("Fn", Assert.Single(stack.Cloud.Stack.Functions).Name);
    }

    [Fact]
    public async Task Function_WithASyntaxError_StartsAllTheSameAndSaysItOnce()
    {
        await using var stack = await RunningStack.StartAsync(StackText.Echo(), [("index.js", "exports.handler = async () => { return { statusCode: 200 };")]);

        var entry = Assert.Single(stack.Log.Entries, entry => entry.Message.Contains("can't start, so its routes fail", StringComparison.Ordinal));
        Assert.Contains("Fn", entry.Message, StringComparison.Ordinal);
        Assert.Single(stack.Log.Entries, other => other.Message.Contains("at wrapSafe", StringComparison.Ordinal));
        Assert.Contains("Internal server error", await stack.AskAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runtime_OfAnotherVersionThanTheMachines_IsWarnedOfWithBoth()
    {
        await using var stack = await RunningStack.StartAsync(
            StackText.Echo().Replace("Runtime: nodejs20.x", "Runtime: nodejs4.x", StringComparison.Ordinal), StackText.Answers("1"));

        Assert.Single(stack.Warnings, warning => warning.StartsWith("nodejs4.x is run by the Node.js ", StringComparison.Ordinal) && warning.Contains("and on AWS by 4: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Root_WithoutAFolderToServe_IsAPageWithTheStages()
    {
        await using var stack = await RunningStack.StartAsync(StackText.Echo(), StackText.Answers("1"));
        using var http = new HttpClient();

        var page = await http.GetStringAsync(new Uri(stack.Cloud.ConsoleUrl.GetLeftPart(UriPartial.Authority)));

        Assert.Contains(stack.Cloud.Stages[0].WebSocketUrl.ToString(), page, StringComparison.Ordinal);
        Assert.DoesNotContain("token=", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ForAStageThatIsNot_IsLoggedWithThoseThatAre()
    {
        await using var stack = await RunningStack.StartAsync(StackText.Echo(), StackText.Answers("1"));
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri($"{stack.Cloud.ConsoleUrl.GetLeftPart(UriPartial.Authority)}/prod"));

        Assert.Equal(403, (int)answer.StatusCode);
        Assert.Single(stack.Log.Entries, entry => entry.Message.Contains("'prod'", StringComparison.Ordinal)
            && entry.Message.EndsWith($"The stages are: {stack.Cloud.Stages[0].WebSocketUrl}", StringComparison.Ordinal));
    }
}
