using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Integration;
using Chat.Emulator.Gateway.Messages.Responses;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Invocations;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Handshake;

/// <summary>Asks the <c>$connect</c> route whether a client may connect. Without such a route, or an integration on it, it may.</summary>
internal sealed partial class ConnectIntegration(IntegrationRunner runner, GatewayMetrics metrics, ILogger<ConnectIntegration> logger)
{
    private const string Subprotocol = "Sec-WebSocket-Protocol";

    public async Task<ConnectDecision> DecideAsync(Connection connection, DeployedStage stage, EventStamp stamp, ConnectRequest request)
    {
        if (stage.Connect?.Integration is not { } integration)
        {
            return new ConnectDecision.Accept(null);
        }

        metrics.Connecting(connection);
        var outcome = integration is RouteIntegration.Mapped mapped
            ? await runner.RunAsync(mapped, RouteRequest.Connect(connection, stage, stamp, request))
            : await runner.RunAsync(
                integration, ProxyEvents.Connect(connection, stage, stamp, request), connection, RouteSelector.ConnectKey, stamp);
        return outcome switch
        {
            InvocationOutcome.Responded(var answer) => Decide(connection, stamp, ProxyResponseReader.Read(answer.Span)),
            InvocationOutcome.Mapped answer => Decide(connection, stamp, answer),
            InvocationOutcome.UnsupportedMediaType => Refuse(
                StatusCodes.Status415UnsupportedMediaType, "UnsupportedMediaTypeException", ErrorFrame.UnsupportedMediaType, connection, stamp, outcome.Why),
            InvocationOutcome.FunctionFailed => Fail(StatusCodes.Status502BadGateway, connection, stamp, outcome.Why),
            InvocationOutcome.TimedOut => Refuse(
                StatusCodes.Status504GatewayTimeout,
                "EndpointRequestTimedOutException",
                ErrorFrame.EndpointRequestTimedOut,
                connection,
                stamp,
                outcome.Why),

            // Unreachable; and Throttled: the function did not run, so it is not a bad gateway's 502.
            _ => Fail(StatusCodes.Status500InternalServerError, connection, stamp, outcome.Why),
        };
    }

    private ConnectDecision Decide(Connection connection, EventStamp stamp, InvocationOutcome.Mapped answer)
    {
        switch (answer.StatusCode)
        {
            case >= 200 and <= 299 when IsHeaderValue(answer.Subprotocol):
                return new ConnectDecision.Accept(answer.Subprotocol);
            case >= 300 and <= 599:
                LogRefused(connection.Id, answer.StatusCode);
                return new ConnectDecision.Refuse(answer.StatusCode, null, default, stamp.RequestId, AnsweredWith(answer.StatusCode));
            default:
                return Fail(StatusCodes.Status502BadGateway, connection, stamp, "the answer of $connect has no usable status or subprotocol");
        }
    }

    private ConnectDecision Decide(Connection connection, EventStamp stamp, ProxyResponse response)
    {
        switch (response)
        {
            // An answer without a status counts as 200: {}, or a body alone.
            case ProxyResponse.Answer { StatusCode: null or (>= 200 and <= 299) } answer when IsHeaderValue(answer.FindHeader(Subprotocol)):
                return new ConnectDecision.Accept(answer.FindHeader(Subprotocol));
            case ProxyResponse.Answer { StatusCode: >= 300 and var status }:
                // The status is the integration's. Whether AWS forwards the body is not known; it does not forward the headers.
                LogRefused(connection.Id, status);
                return new ConnectDecision.Refuse(status, null, default, stamp.RequestId, AnsweredWith(status));
            default:
                var why = response is ProxyResponse.Malformed malformed ? malformed.Why : response is ProxyResponse.Nothing ? "it is null" : "it has no usable statusCode or subprotocol";
                metrics.ExecutionError(connection, RouteSelector.ConnectKey);
                LogMalformed(connection.Id, why);
                return Fail(StatusCodes.Status502BadGateway, connection, stamp, $"the answer of $connect is malformed: {why}");
        }
    }

    private static string AnsweredWith(int status) => $"$connect answered with {status}";

    private static ConnectDecision.Refuse Fail(int statusCode, Connection connection, EventStamp stamp, string? why) =>
        Refuse(statusCode, "InternalServerErrorException", ErrorFrame.InternalServerError, connection, stamp, why);

    private static ConnectDecision.Refuse Refuse(int statusCode, string errorType, string message, Connection connection, EventStamp stamp, string? why) =>
        new(statusCode, errorType, ErrorFrame.Create(message, connection.Id, stamp.RequestId), stamp.RequestId, why ?? "");

    private static bool IsHeaderValue(string? value) => value is null || !value.AsSpan().ContainsAnyExceptInRange(' ', '~');

    [LoggerMessage(1110, LogLevel.Debug, "{ConnectionId} is refused by $connect with {StatusCode}")]
    private partial void LogRefused(ConnectionId connectionId, int statusCode);

    [LoggerMessage(1111, LogLevel.Warning, "{ConnectionId} $connect: malformed Lambda proxy response: {Why}")]
    private partial void LogMalformed(ConnectionId connectionId, string why);
}
