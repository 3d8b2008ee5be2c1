using Chat.Emulator.Template;
using static Chat.Emulator.Tests.Template.Templates;

namespace Chat.Emulator.Tests.Template;

/// <summary>Authorizers, API keys, models and deployments: what is taken of them, and what is refused.</summary>
public sealed class AccessTests
{
    private const string Uri = """{"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations"}""";

    private static readonly string Model = Part("Model", "Model", """, "Name": "Message", "Schema": {"type": "object", "properties": {"n": {"maximum": 3}}}""");

    [Fact]
    public void Route_WithAuthorizer_IsAuthorizedByItsFunction()
    {
        var api = Read(
            connect: """, "AuthorizationType": "CUSTOM", "AuthorizerId": {"Ref": "Who"} """,
            more: Authorizer("""["route.request.querystring.token", "route.request.header.Auth"]"""));

        var authorizer = Assert.IsType<RouteAuthorization.Lambda>(api.Routes["$connect"].Authorization).Authorizer;
        Assert.Equal(("who", "f"), (authorizer.Name, authorizer.FunctionName));
        Assert.Equal(
            [new IdentitySource(IdentitySourceKind.QueryString, "token"), new IdentitySource(IdentitySourceKind.Header, "Auth")],
            authorizer.IdentitySources.ToArray());
        Assert.Equal("eu-west-1", api.Region);
    }

    [Theory]
    [InlineData("$request.header.Auth")]
    [InlineData("route.request.header.")]
    [InlineData("method.request.header.Auth")]
    public void Authorizer_WithAnIdentitySourceOfAnotherKindOfApi_IsRefused(string source) => Assert.StartsWith(
        "Chat.template.json: Who.IdentitySource[0]: must be route.request.header.NAME",
        Refused(more: Authorizer($"""["{source}"]""")),
        StringComparison.Ordinal);

    [Fact]
    public void Route_WithAnAuthorizerThatIsNotThere_IsRefused() => Assert.Equal(
        "Chat.template.json: Connect.AuthorizerId: must be an authorizer of the same API, not 'abc'.",
        Refused(connect: """, "AuthorizationType": "CUSTOM", "AuthorizerId": "abc" """));

    [Fact]
    public void ApiKeys_OfAStage_AreThoseEnabledInItsUsagePlans()
    {
        var api = Read(
            connect: """, "ApiKeyRequired": true""",
            more: string.Join(',',
            [
                Key("Given", "\"Enabled\": true, \"Value\": \"a-value-of-twenty-characters\"", "Plan"),
                Key("Made", "\"Enabled\": true", "Plan"),
                Key("Disabled", "\"Value\": \"b-value-of-twenty-characters\"", "Plan"),
                Key("Elsewhere", "\"Enabled\": true", "Other"),
                Plan("Plan", "demo"),
                Plan("Other", "other"),
            ]));

        Assert.True(api.Routes["$connect"].ApiKeyRequired);
        Assert.Equal(ApiKeySource.Header, api.ApiKeySource);
        var keys = api.Stages[0].ApiKeys;
        Assert.Equal(["Given", "Made"], keys.Select(key => key.LogicalId));
        Assert.Equal(("a-value-of-twenty-characters", false), (keys[0].Value, keys[0].IsGenerated));
        Assert.Matches("^[a-z0-9]{40}$", keys[1].Value);
        Assert.True(keys[1].IsGenerated);
        Assert.Equal(new ThrottleSettings(2, 5), keys[0].Throttle);
        Assert.Equal((100, QuotaPeriod.Week, 7), (keys[0].Quota!.Limit, keys[0].Quota!.Period, keys[0].Quota!.Offset));
        Assert.Equal(keys[0].Quota, keys[1].Quota);
    }

    [Fact]
    public void Quota_OfAnotherPeriod_IsRefused() => Assert.Equal(
        "Chat.template.json: Plan.Quota.Period: must be DAY or WEEK or MONTH, not 'YEAR'.",
        Refused(more: Key("Key", "\"Enabled\": true", "Plan") + "," + Plan("Plan", "demo", "YEAR")));

    [Theory]
    [InlineData("$request.header.x-api-key", ApiKeySource.Header)]
    [InlineData("$context.authorizer.usageIdentifierKey", ApiKeySource.Authorizer)]
    public void Api_WithApiKeySelectionExpression_IsRead(string expression, ApiKeySource source) =>
        Assert.Equal(source, Read(api: $""", "ApiKeySelectionExpression": "{expression}" """).ApiKeySource);

    [Fact]
    public void Route_WithModels_IsValidatedByThoseItsExpressionSelects()
    {
        var validation = Read(
            connect: """, "ModelSelectionExpression": "$request.body.type", "RequestModels": {"$default": "Message"}""",
            more: Model).Routes["$connect"].Validation!;

        Assert.Equal("$request.body.type", validation.ModelSelectionExpression);
        var model = Assert.Single(validation.Models);
        Assert.Equal(("$default", "Message"), (model.Key, model.Value.Name));
        Assert.Equal("""{"type": "object", "properties": {"n": {"maximum": 3}}}""", model.Value.Schema);
    }

    [Fact]
    public void Route_WithModelsButNoExpression_IsNotValidated() =>
        Assert.Null(Read(connect: """, "RequestModels": {"$default": "Message"}""", more: Model).Routes["$connect"].Validation);

    [Theory]
    [InlineData("\"$request.header.a\"", "{}", "Connect.ModelSelectionExpression: Only variables that start with request.body")]
    [InlineData("\"$default\"", "{\"a\": \"Other\"}", "Connect.RequestModels.a: the API has no model named 'Other'.")]
    public void Route_WithModelsThatCannotBe_IsRefused(string expression, string models, string problem) => Assert.StartsWith(
        $"Chat.template.json: {problem}",
        Refused(connect: $$""", "ModelSelectionExpression": {{expression}}, "RequestModels": {{models}} """, more: Model),
        StringComparison.Ordinal);

    [Fact]
    public void Model_ThatIsNoSchema_IsRefused() => Assert.Equal(
        "Chat.template.json: Model.Schema: can't be used. #/properties/n/maximum must be a number.",
        Refused(more: Model.Replace("3", "\"3\"", StringComparison.Ordinal)));

    [Theory]
    [InlineData("", "", false)]
    [InlineData(""", "AutoDeploy": true""", "", true)]
    [InlineData(""", "DeploymentId": {"Ref": "D"}""", "", true)]
    [InlineData("", """, "StageName": "demo" """, true)]
    [InlineData("", """, "StageName": "other" """, false)]
    [Trait("Statement", "79")]
    public void Stage_IsDeployed_ByAutoDeployOrADeployment(string stage, string deployment, bool isDeployed) =>
        Assert.Equal(isDeployed, Read(stage: stage, more: Part("D", "Deployment", deployment)).Stages[0].IsDeployed);

    [Theory]
    [InlineData(""", "DeploymentId": {"Ref": "D"}""", """, "DependsOn": "D" """, false)]
    [InlineData(""", "DeploymentId": {"Ref": "D"}""", """, "DependsOn": ["Connect", "D"] """, false)]
    [InlineData(""", "DeploymentId": {"Ref": "D"}""", """, "DependsOn": ["Connect"] """, true)]
    [InlineData(""", "DeploymentId": {"Ref": "D"}""", "", true)]
    [InlineData(""", "AutoDeploy": true""", """, "DependsOn": "D" """, true)]
    [Trait("Statement", "79")]
    public void Route_ThatDependsOnTheDeployment_IsMadeAfterItAndNotInIt(string stage, string dependsOn, bool isDeployed)
    {
        var late = Resource("Late", "AWS::ApiGatewayV2::Route", """{"ApiId": {"Ref": "Api"}, "RouteKey": "late"}""", dependsOn);
        var api = Read(stage: stage, more: $"{Part("D", "Deployment", "")}, {late}");
        Assert.Equal(isDeployed, api.Routes.ContainsKey("late"));
    }

    private static WebSocketApi Read(string api = "", string connect = "", string stage = "", string more = "")
    {
        var stack = ReadResources(Resources(api, connect, stage, more));
        Assert.Empty(stack.NotRun);
        return Assert.Single(stack.Apis);
    }

    private static string Refused(string connect = "", string more = "") => RefusalOfResources(Resources("", connect, "", more));

    private static string Resources(string api, string connect, string stage, string more) => string.Join(
        ',',
        new[]
        {
            Resource("F", "AWS::Lambda::Function", """{"FunctionName": "f", "Runtime": "provided.al2023", "Handler": "f"}"""),
            Resource("Api", "AWS::ApiGatewayV2::Api", $$"""{"Name": "chat", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"{{api}} }"""),
            Part("Connect", "Route", $""", "RouteKey": "$connect"{connect}"""),
            Part("Stage", "Stage", $""", "StageName": "demo"{stage}"""),
            more,
        }.Where(text => text.Length > 0));

    private static string Part(string logicalId, string type, string properties) =>
        Resource(logicalId, $"AWS::ApiGatewayV2::{type}", $$"""{"ApiId": {"Ref": "Api"}{{properties}} }""");

    private static string Authorizer(string identitySource) =>
        Part("Who", "Authorizer", $""", "AuthorizerType": "REQUEST", "Name": "who", "AuthorizerUri": {Uri}, "IdentitySource": {identitySource}""");

    private static string Plan(string logicalId, string stageName, string period = "WEEK") => Resource(
        logicalId,
        "AWS::ApiGateway::UsagePlan",
        $$"""{"ApiStages": [{"ApiId": {"Ref": "Api"}, "Stage": "{{stageName}}"}], "Throttle": {"RateLimit": 2, "BurstLimit": 5}, "Quota": {"Limit": 100, "Period": "{{period}}", "Offset": 7} }""");

    private static string Key(string logicalId, string properties, string plan) =>
        Resource(logicalId, "AWS::ApiGateway::ApiKey", $$"""{ {{properties}} }""") + ","
        + Resource($"{logicalId}Link", "AWS::ApiGateway::UsagePlanKey", $$"""{"KeyId": {"Ref": "{{logicalId}}"}, "KeyType": "API_KEY", "UsagePlanId": {"Ref": "{{plan}}"} }""");
}
