using System.Text;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Responses;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Gateway.Messages.Throttling;
using Chat.Emulator.Http;
using Chat.Emulator.Iam;
using Chat.Emulator.Invocations;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Handshake.Authorization;

/// <summary>
/// Keeps out whom the <c>$connect</c> route's authorization and API key keep out. A connection that is let in is not asked again.
/// </summary>
internal sealed partial class ConnectAuthorization(
    LambdaAuthorizer authorizers,
    IamAuthorization iam,
    Throttle throttle,
    GatewayMetrics metrics,
    ILogger<ConnectAuthorization> logger)
{
    private const string ApiKeyHeader = "x-api-key";

    /// <summary>Null for a client that may go on to <c>$connect</c>.</summary>
    public async ValueTask<ConnectDecision.Refuse?> RefuseAsync(
        HttpContext context,
        Connection connection,
        DeployedStage stage,
        EventStamp stamp,
        ConnectRequest request)
    {
        if (stage.Connect is not { } route)
        {
            return null;
        }

        string? usageIdentifierKey = null;
        if (route.Authorization is RouteAuthorization.Lambda(var authorizer))
        {
            switch (await authorizers.AskAsync(authorizer, connection, stage, stamp, request, context))
            {
                case AuthorizerOutcome.Allowed allowed:
                    connection.Authorizer = allowed.Context;
                    usageIdentifierKey = allowed.UsageIdentifierKey;
                    break;
                case AuthorizerOutcome.Denied:
                    return Forbid(connection, stamp, "the authorizer's policy doesn't allow it");
                case AuthorizerOutcome.Unauthorized(var why):
                    return Refuse(StatusCodes.Status401Unauthorized, "UnauthorizedException", "Unauthorized", connection, stamp, why);
                case AuthorizerOutcome.Failed(var why):
                    return Fail(connection, stamp, why);
            }
        }

        if (route.Authorization is RouteAuthorization.Iam && iam.Check(context, connection, stage) is { } error)
        {
            return Refuse(error, connection, stamp);
        }

        if (!route.ApiKeyRequired)
        {
            return null;
        }

        var apiKey = stage.Api.ApiKeySource == ApiKeySource.Header ? request.FindHeader(ApiKeyHeader) : usageIdentifierKey;
        return RefuseApiKey(connection, stage, stamp, apiKey);
    }

    private ConnectDecision.Refuse? RefuseApiKey(Connection connection, DeployedStage stage, EventStamp stamp, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return Forbid(connection, stamp, "it has no API key");
        }

        if (stage.Stage.ApiKeys.FirstOrDefault(key => key.Value == value) is not { } key)
        {
            return Forbid(connection, stamp, "its API key is none of the stage's usage plans, or not enabled");
        }

        if (!throttle.TryApiKey(stage, value))
        {
            return Refuse(
                StatusCodes.Status429TooManyRequests, "TooManyRequestsException", ErrorFrame.TooManyRequests, connection, stamp, "its usage plan throttles it");
        }

        // QUOTA_EXCEEDED: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
        return throttle.TryQuota(key) ? null : Refuse(
            StatusCodes.Status429TooManyRequests,
            "LimitExceededException",
            "Limit Exceeded",
            connection,
            stamp,
            $"the quota of its usage plan is used up ({key.Quota!.Limit} a {key.Quota.Period.ToString().ToLowerInvariant()})");
    }

    private ConnectDecision.Refuse Refuse(AccessError error, Connection connection, EventStamp stamp)
    {
        metrics.ClientError(connection.ApiId, connection.StageName);
        LogRefused(connection.Id, StatusCodes.Status403Forbidden, error.ErrorType);
        var body = ErrorJson.Of((error.IsDenial ? "Message" : "message", error.Message));
        return new ConnectDecision.Refuse(StatusCodes.Status403Forbidden, error.ErrorType, body, stamp.RequestId, error.Message);
    }

    private ConnectDecision.Refuse Forbid(Connection connection, EventStamp stamp, string why) =>
        Refuse(StatusCodes.Status403Forbidden, "ForbiddenException", ErrorFrame.Forbidden, connection, stamp, why);

    /// <param name="message">Nothing in it needs an escape.</param>
    private ConnectDecision.Refuse Refuse(
        int statusCode,
        string errorType,
        string message,
        Connection connection,
        EventStamp stamp,
        string why)
    {
        metrics.ClientError(connection.ApiId, connection.StageName);
        LogRefused(connection.Id, statusCode, why);
        var body = Encoding.UTF8.GetBytes($$"""{"message":"{{message}}"}""");
        return new ConnectDecision.Refuse(statusCode, errorType, body, stamp.RequestId, why);
    }

    private ConnectDecision.Refuse Fail(Connection connection, EventStamp stamp, string why)
    {
        metrics.ExecutionError(connection, RouteSelector.ConnectKey);
        LogFailed(connection.Id, why);
        return new ConnectDecision.Refuse(
            StatusCodes.Status500InternalServerError,
            "InternalServerErrorException",
            ErrorFrame.Create(ErrorFrame.InternalServerError, connection.Id, stamp.RequestId),
            stamp.RequestId,
            why);
    }

    [LoggerMessage(1120, LogLevel.Information, "{ConnectionId} is refused with {StatusCode}: {Why}")]
    private partial void LogRefused(ConnectionId connectionId, int statusCode, string why);

    [LoggerMessage(1121, LogLevel.Warning, "{ConnectionId} is refused with 500: {Why}")]
    private partial void LogFailed(ConnectionId connectionId, string why);
}
