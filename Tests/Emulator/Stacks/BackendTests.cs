using System.Collections.Immutable;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Gateway.Messages.Integration;
using Chat.Emulator.Tests.Template;

namespace Chat.Emulator.Tests.Stacks;

/// <summary>What integrations call and isn't in the stack: reached where somebody says it is; else named, and only its routes fail.</summary>
public sealed class BackendTests
{
    private const string Queue = "{ApiId: !Ref Api, IntegrationType: AWS, IntegrationMethod: POST, CredentialsArn: !GetAtt Role.Arn, "
        + "IntegrationUri: !Sub 'arn:aws:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/${Queue.QueueName}', "
        + "RequestParameters: {integration.request.header.Content-Type: \"'application/x-www-form-urlencoded'\"}, "
        + "RequestTemplates: {$default: 'Action=SendMessage&MessageBody=$input.body'}, TemplateSelectionExpression: '\\$default'}";

    private const string Link = "{ApiId: !Ref Api, IntegrationType: HTTP_PROXY, IntegrationMethod: POST, ConnectionType: VPC_LINK, ConnectionId: !Ref Link, IntegrationUri: 'http://nlb.local:8080/rooms?a=b'}";

    private static readonly string Resources = "  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}\n  Link: {Type: AWS::ApiGatewayV2::VpcLink, Properties: {Name: l, SubnetIds: []}}\n"
        + StackText.Route("queue", Queue, "Api") + StackText.Route("link", Link, "Api");

    [Fact]
    public async Task Backends_NowhereToBeFound_AreNamedAndOnlyTheirRoutesFail()
    {
        await using var stack = await RunningStack.StartAsync(StackText.Echo(more: Resources), StackText.Answers("'echo'"));
        var warnings = stack.Warnings;

        Assert.Contains("Internal server error", await stack.AskAsync("""{"action":"queue"}"""), StringComparison.Ordinal);
        Assert.Contains("Internal server error", await stack.AskAsync("""{"action":"link"}"""), StringComparison.Ordinal);
        Assert.Equal("echo", await stack.AskAsync());
        Assert.Single(warnings, warning => warning.Contains("sqs doesn't run here", StringComparison.Ordinal) && warning.Contains("AWS_ENDPOINT_URL_SQS", StringComparison.Ordinal));
        Assert.Single(warnings, warning => warning.Contains("VPC link", StringComparison.Ordinal) && warning.Contains("--backend Link=URL", StringComparison.Ordinal) && warning.Contains("so the routes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Link")]
    [InlineData("ApiLinkIntegration")]
    public async Task VpcLink_WithABackend_IsCalledThere(string name)
    {
        await using var backend = await HttpBackendServer.StartAsync(200, "from the backend");
        await using var stack = await RunningStack.StartAsync(
            StackText.Echo(more: Resources),
            StackText.Answers("'echo'"),
            options => options with { Backends = ImmutableDictionary<string, Uri>.Empty.Add(name, new Uri(backend.Address)) });

        Assert.Equal("from the backend", await stack.AskAsync("""{"action":"link"}"""));
        Assert.Equal("POST /rooms?a=b", (await backend.NextAsync()).Line);
    }

    [Fact]
    public void Service_WithAnEndpoint_IsCalledThere()
    {
        var options = Templates.Options with { Endpoints = ImmutableDictionary<string, Uri>.Empty.Add("AWS_ENDPOINT_URL_SQS", new Uri("http://127.0.0.1:9324")) };
        using var folder = new TemporaryFolder();

        var stack = CloudAssembly.Read(folder.Write("template.yaml", StackText.Echo(more: Resources)), options);

        var action = Assert.IsType<RouteIntegration.ServiceAction>(stack.Apis[0].Routes["queue"].Integration);
        Assert.Equal((new ServiceCall("sqs", false, "000000000000/q"), new Uri("http://127.0.0.1:9324")), (action.Call, action.Endpoint));
    }

    [Theory]
    [InlineData("sqs", "AWS_ENDPOINT_URL_SQS")]
    [InlineData("states", "AWS_ENDPOINT_URL_SFN")]
    [InlineData("events", "AWS_ENDPOINT_URL_EVENTBRIDGE")]
    public void VariableOf_Service_IsThatOfItsSdks(string service, string variable) => Assert.Equal(variable, BackendAddresses.VariableOf(service));

    [Fact]
    public async Task StageVariables_InTheUri_ChooseTheFunctionOfEachStage()
    {
        var template = "\nResources:\n" + StackText.Api.Replace("StageName: dev,", "StageName: dev, StageVariables: {fn: first},", StringComparison.Ordinal) + StackText.Role
            + """
                  Prod: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Api, StageName: prod, AutoDeploy: true, StageVariables: {fn: 'arn:aws:lambda:us-east-1:000000000000:function:second:live'}}}

                """
            + Named("First") + Named("Second")
            + StackText.Route("echo", "{ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${!stageVariables.fn}/invocations'}", "Api");
        await using var stack = await RunningStack.StartAsync(template, StackText.Answers("process.env.AWS_LAMBDA_FUNCTION_NAME"), options => options with { Iam = false });

        Assert.Equal(["first", "second"], [await stack.AskAsync(url: stack.Cloud.Stages[0].WebSocketUrl), await stack.AskAsync(url: stack.Cloud.Stages[1].WebSocketUrl)]);
    }

    [Fact]
    public async Task Function_OfAnotherStack_IsNamedAndOnlyItsRouteFails()
    {
        const string Elsewhere = "{ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:elsewhere/invocations'}";
        await using var stack = await RunningStack.StartAsync(StackText.Echo(more: StackText.Route("other", Elsewhere, "Api")), StackText.Answers("'echo'"));
        var warnings = stack.Warnings;

        Assert.Contains("Internal server error", await stack.AskAsync("""{"action":"other"}"""), StringComparison.Ordinal);
        Assert.Equal("echo", await stack.AskAsync());
        Assert.Single(warnings, warning => warning.Contains("the function elsewhere isn't one that runs here, so the routes of this integration fail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Function_WhoseCodeIsNotBuilt_IsNamedAndTheRestRuns()
    {
        var other = StackText.Function(id: "Other").Replace("Code: code", "Code: missing", StringComparison.Ordinal);
        await using var stack = await RunningStack.StartAsync(StackText.Echo(more: other), StackText.Answers("'echo'"));

        Assert.Equal("echo", await stack.AskAsync());
        Assert.Single(stack.Warnings, warning => warning.Contains("so the function Other can't run", StringComparison.Ordinal));
    }

    private static string Named(string id) => StackText.Function(id: id).Replace("Properties:\n", $"Properties:\n      FunctionName: {id.ToUpperInvariant()[0] switch { 'F' => "first", _ => "second" }}\n", StringComparison.Ordinal);
}
