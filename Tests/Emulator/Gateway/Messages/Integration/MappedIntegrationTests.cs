using Amazon.DynamoDBv2.Model;
using Chat.Emulator.Gateway.Messages.Integration.Backends;
using Chat.Emulator.Iam;
using Chat.Emulator.Invocations;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Iam;
using Chat.Emulator.Tests.Tables;
using Chat.Emulator.Tests.Template;
using Chat.Emulator.Tests.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Gateway.Messages.Integration;

/// <summary><c>AWS</c> (functions and tables) and <c>MOCK</c>; what is refused at start.</summary>
public sealed class MappedIntegrationTests
{
    private const string Default = """ "IntegrationResponseKey": "$default" """;

    private const string PutItem = """
        "IntegrationType": "AWS", "IntegrationMethod": "POST", "CredentialsArn": "arn:aws:iam::000000000000:role/Tables", "TemplateSelectionExpression": "\\$default",
        "IntegrationUri": {"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:dynamodb:action/PutItem"},
        "RequestTemplates": {"$default": "#set($ttl = $context.requestTimeEpoch + 86400)\n{\"TableName\": \"websocket-connections\", \"Item\": {\"connectionId\": {\"S\": \"$context.connectionId\"}, \"expiresAt\": {\"N\": \"$ttl\"}}}"}
        """;

    [Fact]
    public async Task MockMessage_TwoWay_TemplatesStatusSelectsTheResponse()
    {
        await using var gateway = await TestGateway.StartAsync(MappedApi.Read(
            """ "IntegrationType": "MOCK", "RequestTemplates": {"application/json": "{\"statusCode\": #if($input.path('$.n') > 5)400#{else}200#end}"} """,
            responses:
            [
                """ "IntegrationResponseKey": "/400/", "ResponseTemplates": {"application/json": "too much"} """,
                """ "IntegrationResponseKey": "$default", "ResponseTemplates": {"application/json": "{\"id\":\"$context.connectionId\"}"} """,
            ]));
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("""{"n":9}""");
        Assert.Equal("too much", await client.ReadTextAsync());
        await client.SendTextAsync("""{"n":1}""");
        Assert.Matches("""^{"id":"[A-Za-z0-9_-]{15}="}$""", await client.ReadTextAsync());
    }

    [Theory]
    [InlineData("""{\"statusCode\": 200}""", 101)]
    [InlineData("""{\"statusCode\": 403}""", 403)]
    [InlineData("{ statusCode: 204 }", 101)]
    [InlineData("{'statusCode': 401}", 401)]
    [InlineData("{}", 500)]
    [InlineData("nonsense", 500)]
    public async Task MockConnect_Template_DecidesTheHandshake(string template, int status)
    {
        await using var gateway = await TestGateway.StartAsync(MappedApi.Read(
            $$""" "IntegrationType": "MOCK", "RequestTemplates": {"application/json": "{{template}}"} """, "$connect", false, Default));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(status, client.Response.Status);
    }

    [Fact]
    public async Task MockConnect_NoTemplate_HasNoStatusAndIs500()
    {
        await using var gateway = await TestGateway.StartAsync(MappedApi.Read(""" "IntegrationType": "MOCK", "IntegrationUri": "" """, "$connect", false));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(500, client.Response.Status);
    }

    [Fact]
    public async Task MockConnect_NoTemplateAndNever_Is415()
    {
        await using var gateway = await TestGateway.StartAsync(MappedApi.Read(""" "IntegrationType": "MOCK", "PassthroughBehavior": "NEVER" """, "$connect"));

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(415, client.Response.Status);
    }

    [Fact]
    public async Task FunctionMessage_TwoWay_GetsTheTemplateAndItsAnswerIsMapped()
    {
        var lambda = new StubLambda().Answers("send", """{"said":"pong"}""");
        await using var gateway = await TestGateway.StartAsync(
            MappedApi.Read(Function("""{"text": $input.json('$.text'), "from": "$context.connectionId"}"""), responses: """ "IntegrationResponseKey": "$default", "ResponseTemplates": {"application/json": "$input.path('$.said')!"} """), lambda);
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("""{"text":"hi"}""");

        var payload = await lambda.NextEventAsync("send");
        Assert.Equal("hi", (string?)payload["text"]);
        Assert.Equal("pong!", await client.ReadTextAsync());
    }

    [Theory]
    [InlineData("not allowed here", "refused")]
    [InlineData("boom", """{"errorMessage":"boom","errorType":"Error"}""")]
    public async Task FunctionMessage_TwoWayAndItFails_ResponseIsSelectedByTheMessage(string error, string expected)
    {
        var lambda = new StubLambda().On("send", new InvocationOutcome.FunctionFailed("Error", error));
        await using var gateway = await TestGateway.StartAsync(
            MappedApi.Read(Function("{}"), responses: [""" "IntegrationResponseKey": "/not allowed.*/", "ResponseTemplates": {"$default": "refused"} """, Default]), lambda);
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("x");

        Assert.Equal(expected, await client.ReadTextAsync());
    }

    [Fact]
    public async Task FunctionMessage_TemplateMakesNoJson_IsInternalServerErrorAndNotInvoked()
    {
        await using var gateway = await TestGateway.StartAsync(MappedApi.Read(Function("no json"), isTwoWay: false));
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("x");

        Assert.StartsWith("""{"message": "Internal server error", """, await client.ReadTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, gateway.Lambda.Invocations);
    }

    [Fact]
    public async Task FunctionMessage_InvocationTypeEvent_IsAnsweredBeforeTheFunctionIs()
    {
        var gate = new TaskCompletionSource<InvocationOutcome>();
        var lambda = new StubLambda().On("send", (_, _) => gate.Task);
        await using (var gateway = await TestGateway.StartAsync(
            MappedApi.Read(
                Function("""{"a":1}""") + """, "RequestParameters": {"integration.request.header.X-Amz-Invocation-Type": "'Event'"} """,
                responses: """ "IntegrationResponseKey": "$default", "ResponseTemplates": {"$default": "accepted"} """), lambda))
        {
            await using var client = await gateway.ConnectAsync();

            await client.SendTextAsync("x");

            Assert.Equal("accepted", await client.ReadTextAsync());
            Assert.Equal(1, (int?)(await lambda.NextEventAsync("send"))["a"]);
            gate.SetResult(StubLambda.Responded("{}"));
        }
    }

    [Fact]
    public async Task TableConnect_RoleMay_OpensAndTheItemIsThere()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        var (gateway, front) = await StartAsync(tables, TestStack.Allow("dynamodb:PutItem", "*"));
        await using var _ = gateway;
        await using var __ = front;

        await using var client = await gateway.ConnectAsync();

        var item = Assert.Single((await tables.Client.ScanAsync(new ScanRequest("websocket-connections"))).Items);
        Assert.Matches("^[A-Za-z0-9_-]{15}=$", item["connectionId"].S);
        Assert.Equal(gateway.Time.GetUtcNow().ToUnixTimeMilliseconds() + 86400, long.Parse(item["expiresAt"].N, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("$default", 400)]
    [InlineData("/200/", 500)]
    public async Task TableConnect_RoleMayNot_IsRefusedWithDynamoDBsStatusIfAResponseMatches(string key, int status)
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        var (gateway, front) = await StartAsync(tables, TestStack.Allow("dynamodb:GetItem", "*"), key);
        await using var _ = gateway;
        await using var __ = front;

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(status, client.Response.Status);
        Assert.Empty((await tables.Client.ScanAsync(new ScanRequest("websocket-connections"))).Items);
    }

    [Theory]
    [InlineData(""" "IntegrationType": "AWS", "CredentialsArn": "arn:aws:iam::1:role/r", "IntegrationUri": "arn:aws:apigateway:eu-west-1:sqs:queue" """, "Int.IntegrationUri: must name an action")]
    [InlineData(""" "IntegrationType": "AWS", "IntegrationUri": "arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem" """, "Int.CredentialsArn: is required")]
    [InlineData(""" "IntegrationType": "HTTP_PROXY", "IntegrationUri": "http://x", "ConnectionType": "VPC_LINK" """, "Int.ConnectionId: is required with VPC_LINK")]
    [InlineData(""" "IntegrationType": "HTTP", "IntegrationMethod": "POST", "IntegrationUri": "ftp://x" """, "Int.IntegrationUri: must be an http:// or https:// address")]
    [InlineData(""" "IntegrationType": "MOCK", "CredentialsArn": "arn:aws:iam::*:user/*" """, "Int.CredentialsArn: the caller's own credentials")]
    [InlineData(""" "IntegrationType": "MOCK", "RequestTemplates": {"a": "x\n $util.error('x')"} """, "Int.RequestTemplates.a: line 2, column 7: $util.error isn't known")]
    [InlineData(""" "IntegrationType": "MOCK", "TemplateSelectionExpression": "${request.header.x}" """, "Int.TemplateSelectionExpression: has '${request.header.x}'")]
    [InlineData(""" "IntegrationType": "MOCK", "RequestParameters": {"integration.request.header.a": "context.httpMethod"} """, "Int.RequestParameters.integration.request.header.a: must come from")]
    [InlineData(""" "IntegrationType": "MOCK", "RequestParameters": {"append:header.a": "'x'"} """, "Int.RequestParameters.append:header.a: must be integration.request.header.NAME")]
    [InlineData(""" "IntegrationType": "MOCK", "PassthroughBehavior": "ALWAYS" """, "Int.PassthroughBehavior: must be WHEN_NO_MATCH or")]
    public void Integration_ThatCannotBeRun_IsRefusedByName(string integration, string problem) =>
        Assert.Contains(problem, MappedApi.Refusal(integration), StringComparison.Ordinal);

    [Fact]
    public void IntegrationResponse_WithoutARegularExpression_IsRefused() => Assert.Contains(
        "Response0.IntegrationResponseKey: must be $default or /a regular expression/",
        MappedApi.Refusal(""" "IntegrationType": "MOCK" """, """ "IntegrationResponseKey": "/(/" """),
        StringComparison.Ordinal);

    private static string Function(string template) =>
        $$""" "IntegrationType": "AWS", "IntegrationMethod": "POST", {{MappedApi.Lambda}}, "RequestTemplates": {"application/json": {{System.Text.Json.JsonSerializer.Serialize(template)}} } """;

    // With the front of the tables, which checks who calls and whether they may. On the real clock, by which the other signers go too.
    private static async Task<(TestGateway Gateway, TableFront Front)> StartAsync(RunningTables tables, PolicyStatement statement, string key = "/200/")
    {
        var stack = Templates.ReadResources(MappedApi.Resources(PutItem, "$connect", true, $$""" "IntegrationResponseKey": "{{key}}", "TemplateSelectionExpression": "\\$default" """)) with
        {
            Roles = [new Role { LogicalId = "Tables", Name = "Tables", Arn = "arn:aws:iam::000000000000:role/Tables", Statements = [statement] }],
        };
        var credentials = new CallerCredentials(stack);
        var front = await TableFront.StartAsync(tables.Server.Target, TestStack.Access(credentials), NullLogger<TableFront>.Instance, CancellationToken.None);
        var tablesHere = new TableAddresses { Endpoint = front.Endpoint };
        var backend = new TableBackend(credentials, tablesHere, TestStack.Template.Region, TimeProvider.System);
        return (await TestGateway.StartAsync(stack.Apis[0], services: services => services.AddSingleton(backend)), front);
    }
}
