using System.Text.Json.Nodes;

namespace Chat.Infra.Tests;

[Collection(SynthesizedChatTests.Name)]
public sealed class ChatWebSocketApiTests(SynthesizedChat chat)
{
    [Fact]
    public void Api_Properties_AreTheContracts() =>
        Assert.Equal(
            Readable.Json("""
                { "Name": "websocket-api", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action" }
                """),
            chat.Properties("AWS::ApiGatewayV2::Api", "Name", "websocket-api"));

    [Fact]
    public void Stage_Properties_DeployByThemselvesAndAreThrottled() =>
        Assert.Equal(
            Readable.Json("""
                {
                  "ApiId": "${WebSocketApi273F6915}",
                  "StageName": "demo",
                  "AutoDeploy": true,
                  "DefaultRouteSettings": { "ThrottlingBurstLimit": 500, "ThrottlingRateLimit": 500 }
                }
                """),
            chat.Properties("AWS::ApiGatewayV2::Stage", "StageName", "demo"));

    [Fact]
    public void Routes_AreTheseAndNoOthers() =>
        Assert.Equal(
            ["$connect", "$default", "$disconnect", "sendMessage"],
            chat.Section("Resources")
                .Where(r => (string?)r.Value!["Type"] == "AWS::ApiGatewayV2::Route")
                .Select(r => (string?)r.Value!["Properties"]!["RouteKey"])
                .Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("$connect", "ConnectFunction80B8911E")]
    [InlineData("$disconnect", "DisconnectFunction05EB4D42")]
    [InlineData("sendMessage", "SendFunction38326C84")]
    public void Route_Target_IsALambdaProxyIntegrationOfItsFunction(string routeKey, string function)
    {
        var route = JsonNode.Parse(chat.Properties("AWS::ApiGatewayV2::Route", "RouteKey", routeKey))!;
        var integration = ((string)route["Target"]!)["integrations/${".Length..^1];

        Assert.Equal(
            Readable.Json($$$"""
                {
                  "ApiId": "${WebSocketApi273F6915}",
                  "RouteKey": "{{{routeKey}}}",
                  "AuthorizationType": "NONE",
                  "Target": "integrations/${{{{integration}}}}"
                }
                """),
            Readable.Json(route));
        Assert.Equal(
            Readable.Json($$$"""
                {
                  "ApiId": "${WebSocketApi273F6915}",
                  "IntegrationType": "AWS_PROXY",
                  "IntegrationUri": "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${{{{function}}}.Arn}/invocations"
                }
                """),
            Readable.Json(chat.Section("Resources")[integration]!["Properties"]));
    }
}
