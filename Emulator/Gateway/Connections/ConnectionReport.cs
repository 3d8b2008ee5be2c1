using Chat.Emulator.Journal;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>What open connections tell: to the metrics, the journal, those who record, and the log.</summary>
internal sealed partial class ConnectionReport(
    GatewayMetrics metrics, EventJournal journal, SessionTap sessions, ILogger<ConnectionRunner> logger)
{
    public void Received(Connection connection, InboundMessage message)
    {
        metrics.MessageReceived(connection);
        connection.Traffic.CountIn(message.Text.Length);
    }

    public void FrameOut(Connection connection, in OutboundMessage message)
    {
        connection.Traffic.CountOut(message.Length);
        journal.FrameOut(connection, message);
        sessions.FrameOut(connection, message);
    }

    public void Sent(Connection connection, int count) => metrics.MessagesSent(connection, count);

    public void Undelivered(Connection connection, int count)
    {
        metrics.MessagesUndelivered(connection, count);
        LogUndelivered(connection.Id, count);
        journal.Undelivered(connection, count);
    }

    public void Closed(Connection connection, CloseReason reason)
    {
        LogClosed(connection.Id, reason.Code, reason.Reason, reason.EndedBy);
        journal.Closed(connection, reason);
        sessions.Closed(connection, reason);
    }

    [LoggerMessage(1200, LogLevel.Debug, "{ConnectionId} opened")]
    public partial void LogOpened(ConnectionId connectionId);

    [LoggerMessage(1201, LogLevel.Debug, "{ConnectionId} closed: {Code} '{Reason}', by {EndedBy}")]
    private partial void LogClosed(ConnectionId connectionId, int code, string reason, EndedBy endedBy);

    [LoggerMessage(1202, LogLevel.Debug, "{ConnectionId} sent a frame that is not allowed; closing with {Code}")]
    public partial void LogViolation(ConnectionId connectionId, int code);

    [LoggerMessage(1203, LogLevel.Debug, "{ConnectionId} reads too slowly: a Pong was skipped")]
    public partial void LogPongDropped(ConnectionId connectionId);

    [LoggerMessage(1204, LogLevel.Warning, "{ConnectionId} left before {Count} accepted messages were sent to it")]
    private partial void LogUndelivered(ConnectionId connectionId, int count);

    [LoggerMessage(1205, LogLevel.Debug, "{ConnectionId} did not read what was queued in time; cutting the connection")]
    public partial void LogNotDrained(ConnectionId connectionId);

    [LoggerMessage(1206, LogLevel.Debug, "{ConnectionId} did not answer the Close in time; cutting the connection")]
    public partial void LogCloseNotAnswered(ConnectionId connectionId);

    [LoggerMessage(1207, LogLevel.Error, "{ConnectionId} is closed because of a bug in the gateway")]
    public partial void LogBug(Exception exception, ConnectionId connectionId);
}
