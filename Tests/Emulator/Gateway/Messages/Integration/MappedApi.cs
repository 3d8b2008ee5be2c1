using Chat.Emulator.Template;
using static Chat.Emulator.Tests.Template.Templates;

namespace Chat.Emulator.Tests.Gateway.Messages.Integration;

/// <summary>A stack with one route and its integration, read from a template as anybody's would be.</summary>
internal static class MappedApi
{
    public const string Lambda = """ "IntegrationUri": {"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Send.Arn}/invocations"} """;

    public static WebSocketApi Read(string integration, string routeKey = "$default", bool isTwoWay = true, params string[] responses) =>
        ReadResources(Resources(integration, routeKey, isTwoWay, responses)).Apis[0];

    public static string Refusal(string integration, params string[] responses) => RefusalOfResources(Resources(integration, "$default", true, responses));

    public static string Resources(string integration, string routeKey, bool isTwoWay, params string[] responses) => string.Join(
        ',',
        [
            Resource("Send", "AWS::Lambda::Function", """{"FunctionName": "send", "Runtime": "provided.al2023", "Handler": "send"}"""),
            Resource("Api", "AWS::ApiGatewayV2::Api", """{"Name": "chat", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}"""),
            Resource("Int", "AWS::ApiGatewayV2::Integration", $$"""{"ApiId": {"Ref": "Api"}, {{integration}} }"""),
            Resource("Route", "AWS::ApiGatewayV2::Route", $$"""{"ApiId": {"Ref": "Api"}, "RouteKey": "{{routeKey}}", "RouteResponseSelectionExpression": "$default", "Target": {"Fn::Sub": "integrations/${Int}"} }"""),
            Resource("Stage", "AWS::ApiGatewayV2::Stage", """{"ApiId": {"Ref": "Api"}, "StageName": "demo", "AutoDeploy": true, "StageVariables": {"tier": "gold"} }"""),
            .. isTwoWay
                ? [Resource("Back", "AWS::ApiGatewayV2::RouteResponse", """{"ApiId": {"Ref": "Api"}, "RouteId": {"Ref": "Route"}, "RouteResponseKey": "$default"}""")]
                : Array.Empty<string>(),
            .. responses.Select((response, index) => Resource(
                $"Response{index}", "AWS::ApiGatewayV2::IntegrationResponse", $$"""{"ApiId": {"Ref": "Api"}, "IntegrationId": {"Ref": "Int"}, {{response}} }""")),
        ]);
}
