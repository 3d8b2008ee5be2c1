using Amazon.CDK;
using Amazon.CDK.AWS.Apigatewayv2;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AwsApigatewayv2Integrations;
using Constructs;

namespace Chat.Infra;

/// <summary>The WebSocket API with its routes and its one stage.</summary>
internal sealed class ChatWebSocketApi : Construct
{
    // Never the query string: people put tokens into it.
    private static readonly string[] LogFields =
        ["requestTime", "requestId", "connectionId", "eventType", "routeKey", "status", "error.message", "identity.sourceIp"];

    public ChatWebSocketApi(Construct scope, string id, ChatSettings settings)
        : base(scope, id)
    {
        Api = new WebSocketApi(this, "Api", new WebSocketApiProps
        {
            ApiName = "websocket-api",
            RouteSelectionExpression = "$request.body.action",
        });

        Stage = new WebSocketStage(this, "Stage", new WebSocketStageProps
        {
            WebSocketApi = Api,
            StageName = "demo",
            AutoDeploy = true,

            // Every connect and every message takes a token. AWS lets an account open 500 connections a second, so a higher rate would
            // promise what the account doesn't give; and a message costs one post to each open connection, which counts against the
            // account's 10,000 requests a second for all its APIs, so the way in must stay far below that.
            // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
            Throttle = new ThrottleSettings { RateLimit = 500, BurstLimit = 500 },
        });
        if (settings.AccessLogs)
        {
            LogAccess();
        }
    }

    public WebSocketApi Api { get; }

    public WebSocketStage Stage { get; }

    /// <summary>
    /// What posting to the stage's connections needs. The stage's own grant would allow every method: POST sends, GET looks at a
    /// connection, DELETE closes it.
    /// </summary>
    public string PostToConnectionsArn => ConnectionsArn("POST");

    /// <summary>What ending the stage's connections needs.</summary>
    public string CloseConnectionsArn => ConnectionsArn("DELETE");

    // The CDK's stage of a WebSocket API has no property for it.
    private void LogAccess()
    {
        var log = new LogGroup(this, "AccessLog", new LogGroupProps { Retention = RetentionDays.ONE_WEEK, RemovalPolicy = RemovalPolicy.DESTROY });
        ((CfnStage)Stage.Node.DefaultChild!).AccessLogSettings = new CfnStage.AccessLogSettingsProperty
        {
            DestinationArn = log.LogGroupArn,
            Format = "{" + string.Join(',', LogFields.Select(field => $"\"{field}\":\"$context.{field}\"")) + "}",
        };
    }

    /// <summary>Sends the route's events to the function, which API Gateway may then invoke for this route.</summary>
    /// <param name="authorizer">Who is asked first; null: nobody. Only <c>$connect</c> can have one.</param>
    public void Route(string routeKey, ChatFunction function, IWebSocketRouteAuthorizer? authorizer = null) =>
        Api.AddRoute(routeKey, new WebSocketRouteOptions
        {
            Integration = new WebSocketLambdaIntegration("Integration", function.Function),
            Authorizer = authorizer,
        });

    private string ConnectionsArn(string method) => Stack.Of(this).FormatArn(new ArnComponents
    {
        Service = "execute-api",
        Resource = Api.ApiId,
        ResourceName = $"{Stage.StageName}/{method}/@connections/*",
    });
}
