using Chat.Emulator.Template;
using static Chat.Emulator.Tests.Template.Templates;

namespace Chat.Emulator.Tests.Template;

/// <summary>What is taken of APIs, functions and tables, and what is refused.</summary>
public sealed class ResourceTests
{
    private const string Send = """
        "Send": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": "send", "Runtime": "provided.al2023", "Handler": "send"}}
        """;

    private const string Uri = """{"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Send.Arn}/invocations"}""";

    [Fact]
    public void Function_WithoutOptionalProperties_HasAwssDefaults()
    {
        var function = Assert.Single(ReadResources(Send).Functions);

        Assert.Equal(
            ("send", "provided.al2023", "send", TimeSpan.FromSeconds(3), 128, "x86_64"),
            (function.Name, function.Runtime, function.Handler, function.Timeout, function.MemorySizeInMB, function.Architecture));
        Assert.Empty(function.Environment);
        Assert.Null(function.CodeFolder);
    }

    [Theory]
    [InlineData("Timeout", "901", "must be a whole number from 1 to 900, not '901'.")]
    [InlineData("MemorySize", "\"much\"", "must be a whole number from 128 to 10240, not 'much'.")]
    [InlineData("Environment", "\"X\"", "must be an object.")]
    [InlineData("FunctionName", "[]", "must be a string.")]
    public void Function_PropertyOutOfRange_IsRefused(string property, string value, string problem) => Assert.Equal(
        $"Chat.template.json: F.{property}: {problem}",
        RefusalOfResources(Resource("F", "AWS::Lambda::Function", $$"""{"Runtime": "r", "Handler": "h", "{{property}}": {{value}} }""")));

    [Fact]
    public void Function_WithoutRuntime_IsRefused() => Assert.Equal(
        "Chat.template.json: F.Runtime: is required.", RefusalOfResources(Resource("F", "AWS::Lambda::Function")));

    [Fact]
    public void Function_InAContainerImage_IsOne()
    {
        var stack = ReadResources(Resource("F", "AWS::Lambda::Function", """{"PackageType": "Image", "Code": {"ImageUri": "x"}}"""));

        var function = Assert.Single(stack.Functions);
        Assert.Equal((true, "", "", null), (function.IsContainerImage, function.Runtime, function.Handler, function.CodeFolder));
        Assert.Empty(stack.NotRun);
    }

    [Fact]
    public void Functions_OfOneName_AreRefused() => Assert.Contains(
        "another function of the assembly is also named 'send'.", RefusalOfResources($"{Send}, {Send.Replace("\"Send\"", "\"Again\"", StringComparison.Ordinal)}"), StringComparison.Ordinal);

    [Fact]
    public void Route_WithEverything_IsRead()
    {
        var stack = Chat(
            integration: ""","TimeoutInMillis": 50""",
            route: ""","RouteResponseSelectionExpression": "$default" """,
            more: "," + Resource("Back", "AWS::ApiGatewayV2::RouteResponse", """{"ApiId": {"Ref": "Api"}, "RouteId": {"Ref": "Route"}, "RouteResponseKey": "$default"}"""));

        var api = Assert.Single(stack.Apis);
        Assert.Equal(("chat", "$request.body.action"), (api.Name, api.RouteSelectionExpression));
        Assert.Equal(
            new Route
            {
                RouteKey = "sendMessage",
                Integration = new RouteIntegration.LambdaProxy("send") { Timeout = TimeSpan.FromMilliseconds(50) },
                IsTwoWay = true,
            },
            Assert.Single(api.Routes).Value);
        Assert.Empty(stack.NotRun);
    }

    [Fact]
    public void Route_WithSelectionExpressionButNoRouteResponse_IsOneWay() =>
        Assert.False(Chat(route: ""","RouteResponseSelectionExpression": "$default" """).Apis[0].Routes["sendMessage"].IsTwoWay);

    [Fact]
    public void Integration_WithoutTimeout_Has29Seconds() =>
        Assert.Equal(TimeSpan.FromSeconds(29), Chat().Apis[0].Routes["sendMessage"].Integration!.Timeout);

    [Fact]
    public void Stage_WithVariablesAndThrottling_IsRead()
    {
        var stage = Assert.Single(Chat(stage: """
            ,"StageVariables": {"colour": "blue"},
            "DefaultRouteSettings": {"ThrottlingBurstLimit": 5, "ThrottlingRateLimit": 2.5},
            "RouteSettings": {"sendMessage": {"ThrottlingRateLimit": 1}}
            """).Apis[0].Stages);

        Assert.Equal("demo", stage.Name);
        Assert.Equal("blue", Assert.Single(stage.Variables).Value);
        Assert.Equal(new ThrottleSettings(2.5, 5), stage.DefaultThrottle);
        Assert.Equal(new ThrottleSettings(1, null), stage.RouteThrottles["sendMessage"]);
    }

    [Theory]
    [InlineData("AuthorizationType", "\"JWT\"", "must be NONE, CUSTOM or AWS_IAM, not 'JWT'.")]
    [InlineData("ApiKeyRequired", "\"maybe\"", "must be true or false, not 'maybe'.")]
    [InlineData("RouteResponseSelectionExpression", "\"$other\"", "must be $default, not '$other'.")]
    public void Route_ThatTheEmulatorWouldGetWrong_IsRefused(string property, string value, string problem) => Assert.Equal(
        $"Chat.template.json: Route.{property}: {problem}", Refused(route: $$""","{{property}}": {{value}} """));

    [Theory]
    [InlineData("IntegrationMethod", "\"GET\"", "must be POST, not 'GET'.")]
    [InlineData("TimeoutInMillis", "30000", "must be a whole number from 50 to 29000, not '30000'.")]
    [InlineData("ContentHandlingStrategy", "\"CONVERT\"", "must be CONVERT_TO_TEXT or CONVERT_TO_BINARY, not 'CONVERT'.")]
    public void Integration_WithAnUnsupportedValue_IsRefused(string property, string value, string problem) => Assert.Equal(
        $"Chat.template.json: Int.{property}: {problem}", Refused(integration: $$""","{{property}}": {{value}} """));

    [Fact]
    public void Integration_OfAnUnknownType_IsRefused() => Assert.Equal(
        "Chat.template.json: Int.IntegrationType: must be AWS_PROXY or AWS or HTTP or HTTP_PROXY or MOCK, not 'GRPC'.",
        Refused(integrationType: "GRPC"));

    [Theory]
    [InlineData("\"https://example.com\"", "must be arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations, not 'https://example.com'.")]
    [InlineData("\"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/invocations\"", "must be arn:aws:apigateway:REGION")]
    public void Integration_WithoutAFunctionToRun_IsRefused(string uri, string problem)
    {
        var message = Refused(uri: uri);

        Assert.StartsWith("Chat.template.json: Int.IntegrationUri: ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Integration_OfAFunctionsArnAlone_IsTheFunction() => Assert.Equal(
        new RouteIntegration.LambdaProxy("send") { Timeout = TimeSpan.FromSeconds(29) },
        Chat(uri: """{"Fn::GetAtt": ["Send", "Arn"]}""").Apis[0].Routes["sendMessage"].Integration);

    [Fact]
    public void Integration_OfAFunctionsAlias_IsTheFunction() => Assert.Equal(
        new RouteIntegration.LambdaProxy("send") { Timeout = TimeSpan.FromSeconds(29) },
        Chat(
            uri: """{"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Live}/invocations"}""",
            more: "," + Resource("Live", "AWS::Lambda::Alias", """{"Name": "live", "FunctionName": {"Ref": "Send"}}""")).Apis[0].Routes["sendMessage"].Integration);

    [Fact]
    public void Api_OfHttpProtocol_IsNotRunAndItsPartsAreLeftOut()
    {
        var stack = ReadResources(
            Resource("Web", "AWS::ApiGatewayV2::Api", """{"Name": "web", "ProtocolType": "HTTP"}""") + ","
            + Resource("Proxy", "AWS::ApiGatewayV2::Integration", """{"ApiId": {"Ref": "Web"}, "IntegrationType": "HTTP_PROXY"}"""));

        Assert.Empty(stack.Apis);
        Assert.Equal([new ResourceNotRun("Web", "AWS::ApiGatewayV2::Api")], stack.NotRun.ToArray());
    }

    [Fact]
    public void Route_OfAnApiThatIsNotThere_IsRefused() => Assert.Equal(
        "Chat.template.json: R.ApiId: the API 'abcdefghij' isn't in this assembly. Give an assembly that has the API too.",
        RefusalOfResources(Resource("R", "AWS::ApiGatewayV2::Route", """{"ApiId": "abcdefghij", "RouteKey": "$default"}""")));

    [Fact]
    public void Table_WithIndexesAndTimeToLive_IsRead()
    {
        var table = Assert.Single(ReadResources(Resource("T", "AWS::DynamoDB::Table", """
            {"TableName": "rooms",
             "AttributeDefinitions": [{"AttributeName": "room", "AttributeType": "S"}, {"AttributeName": "at", "AttributeType": "N"}],
             "KeySchema": [{"AttributeName": "room", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}],
             "GlobalSecondaryIndexes": [{"IndexName": "byTime", "KeySchema": [{"AttributeName": "at", "KeyType": "HASH"}], "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["text"]}}],
             "TimeToLiveSpecification": {"AttributeName": "expiresAt", "Enabled": true}}
            """)).Tables);

        Assert.Equal("rooms", table.Name);
        Assert.Equal([new KeyElement("room", "HASH"), new KeyElement("at", "RANGE")], table.Key.ToArray());
        Assert.Equal("N", table.Attributes["at"]);
        var index = Assert.Single(table.GlobalIndexes);
        Assert.Equal(("byTime", "INCLUDE"), (index.Name, index.ProjectionType));
        Assert.Equal([new KeyElement("at", "HASH")], index.Key.ToArray());
        Assert.Equal(["text"], index.NonKeyAttributes.ToArray());
        Assert.Empty(table.LocalIndexes);
        Assert.Equal("expiresAt", table.TimeToLiveAttribute);
    }

    [Fact]
    public void Table_WithTimeToLiveOff_HasNone() => Assert.Null(Assert.Single(ReadResources(Resource("T", "AWS::DynamoDB::Table", """
        {"AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
         "TimeToLiveSpecification": {"AttributeName": "expiresAt", "Enabled": false}}
        """)).Tables).TimeToLiveAttribute);

    [Theory]
    [InlineData("""{"KeySchema": []}""", "T.KeySchema: must have a HASH attribute, which a RANGE attribute may follow.")]
    [InlineData("""{"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}""", "T.AttributeDefinitions: doesn't define 'id', which a key uses.")]
    [InlineData("""{"KeySchema": [{"AttributeName": "id", "KeyType": "MAIN"}]}""", "T.KeySchema[0].KeyType: must be HASH or RANGE, not 'MAIN'.")]
    public void Table_WithAKeyThatCannotBe_IsRefused(string properties, string problem) => Assert.Equal(
        $"Chat.template.json: {problem}", RefusalOfResources(Resource("T", "AWS::DynamoDB::Table", properties)));

    private static Stack Chat(
        string integrationType = "AWS_PROXY", string uri = Uri, string integration = "", string route = "", string stage = "", string more = "") =>
        ReadResources(ChatResources(integrationType, uri, integration, route, stage, more));

    private static string Refused(string integrationType = "AWS_PROXY", string uri = Uri, string integration = "", string route = "") =>
        RefusalOfResources(ChatResources(integrationType, uri, integration, route, "", ""));

    private static string ChatResources(string integrationType, string uri, string integration, string route, string stage, string more) => string.Join(
        ',',
        Send,
        Resource("Api", "AWS::ApiGatewayV2::Api", """{"Name": "chat", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}"""),
        Resource("Int", "AWS::ApiGatewayV2::Integration", $$"""{"ApiId": {"Ref": "Api"}, "IntegrationType": "{{integrationType}}", "IntegrationUri": {{uri}}{{integration}} }"""),
        Resource("Route", "AWS::ApiGatewayV2::Route", $$"""{"ApiId": {"Ref": "Api"}, "RouteKey": "sendMessage", "Target": {"Fn::Sub": "integrations/${Int}"}{{route}} }"""),
        Resource("Stage", "AWS::ApiGatewayV2::Stage", $$"""{"ApiId": {"Ref": "Api"}, "StageName": "demo"{{stage}} }""") + more);
}
