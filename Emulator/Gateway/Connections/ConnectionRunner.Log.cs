namespace Chat.Emulator.Gateway.Connections;

internal sealed partial class ConnectionRunner
{
    [LoggerMessage(1200, LogLevel.Debug, "{ConnectionId} opened")]
    private partial void LogOpened(ConnectionId connectionId);

    [LoggerMessage(1201, LogLevel.Debug, "{ConnectionId} closed: {Code} '{Reason}', by {EndedBy}")]
    private partial void LogClosed(ConnectionId connectionId, int code, string reason, EndedBy endedBy);

    [LoggerMessage(1202, LogLevel.Debug, "{ConnectionId} sent a frame that is not allowed; closing with {Code}")]
    private partial void LogViolation(ConnectionId connectionId, int code);

    [LoggerMessage(1203, LogLevel.Debug, "{ConnectionId} reads too slowly: a Pong was skipped")]
    private partial void LogPongDropped(ConnectionId connectionId);

    [LoggerMessage(1204, LogLevel.Warning, "{ConnectionId} left before {Count} accepted messages were sent to it")]
    private partial void LogUndelivered(ConnectionId connectionId, int count);

    [LoggerMessage(1205, LogLevel.Debug, "{ConnectionId} did not read what was queued in time; cutting the connection")]
    private partial void LogNotDrained(ConnectionId connectionId);

    [LoggerMessage(1206, LogLevel.Debug, "{ConnectionId} did not answer the Close in time; cutting the connection")]
    private partial void LogCloseNotAnswered(ConnectionId connectionId);

    [LoggerMessage(1207, LogLevel.Error, "{ConnectionId} is closed because of a bug in the gateway")]
    private partial void LogBug(Exception exception, ConnectionId connectionId);
}
