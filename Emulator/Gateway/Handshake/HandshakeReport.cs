using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Gateway.Handshake;

/// <summary>What handshakes tell: to the metrics, the journal, those who record, and the log.</summary>
internal sealed partial class HandshakeReport(
    GatewayMetrics metrics, EventJournal journal, SessionTap sessions, ILogger<HandshakeHandler> logger)
{
    public void NoHandshake(DeployedStage stage, int status)
    {
        metrics.ClientError(stage.Api.ApiId, stage.Stage.Name);
        journal.Refused(
            stage.Stage.Name, null, null, status, "no WebSocket handshake",
            "the request is no WebSocket handshake: it lacks Connection: Upgrade, Upgrade: websocket, Sec-WebSocket-Version: 13 or Sec-WebSocket-Key");
    }

    public void Throttled(DeployedStage stage, string limit)
    {
        metrics.ClientError(stage.Api.ApiId, stage.Stage.Name);
        LogThrottled(stage.Stage.Name);
        journal.Throttled(null, null, RouteSelector.ConnectKey, limit);
    }

    /// <summary>Nobody has been asked yet.</summary>
    public void Begun(Connection connection, in EventStamp stamp, HttpRequest request) => sessions.Handshake(connection, stamp, request);

    public void Refused(Connection connection, in EventStamp stamp, ConnectDecision.Refuse refusal)
    {
        journal.Refused(connection.StageName, connection.Id.Value, stamp.RequestId, refusal.StatusCode, refusal.ErrorType, refusal.Why);
        sessions.Refused(connection, refusal.StatusCode, refusal.ErrorType);
    }

    public void Connected(Connection connection, in EventStamp stamp)
    {
        journal.Connected(connection, stamp);
        sessions.Opened(connection);
    }

    [LoggerMessage(1100, LogLevel.Debug, "{ConnectionId} went away while $connect ran")]
    public partial void GoneBeforeOpen(ConnectionId connectionId);

    [LoggerMessage(1102, LogLevel.Error, "{ConnectionId} ended by a bug")]
    public partial void Bug(Exception exception, ConnectionId connectionId);

    [LoggerMessage(1101, LogLevel.Information, "A handshake with stage {StageName} is throttled")]
    private partial void LogThrottled(string stageName);
}
