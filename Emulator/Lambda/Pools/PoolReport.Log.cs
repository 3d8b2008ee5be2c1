namespace Chat.Emulator.Lambda.Pools;

internal sealed partial class PoolReport
{
    [LoggerMessage(410, LogLevel.Debug, "{Function} responded to {RequestId} in {ElapsedMs:0.0} ms")]
    private partial void LogResponded(string function, string requestId, double elapsedMs);

    [LoggerMessage(411, LogLevel.Warning, "{Function} failed {RequestId}: {ErrorType}: {ErrorMessage}")]
    private partial void LogFailed(string function, string requestId, string errorType, string errorMessage);

    [LoggerMessage(412, LogLevel.Warning, "{Function} is throttled: {RequestId} found all environments busy and {Waiting} invocations waiting")]
    private partial void LogThrottled(string function, string requestId, int waiting);

    [LoggerMessage(413, LogLevel.Warning, "{Function} did not start: {ErrorType}: {ErrorMessage}")]
    private partial void LogNotStarted(string function, string? errorType, string? errorMessage);

    [LoggerMessage(414, LogLevel.Warning, "An environment of {Function} ended between two events: {ErrorType}: {ErrorMessage}")]
    private partial void LogEnded(string function, string? errorType, string? errorMessage);

    [LoggerMessage(415, LogLevel.Information, "The process that was attached to {Function} hasn't come back")]
    private partial void LogDetached(string function);

    [LoggerMessage(417, LogLevel.Warning, "An event for {Function} is waiting: no process is attached to it")]
    public partial void LogNobodyAttached(string function);

    [LoggerMessage(418, LogLevel.Information, "{Function} is being debugged: its timeout has passed, and it gets another {Timeout}")]
    public partial void LogPostponed(string function, TimeSpan timeout);

    [LoggerMessage(416, LogLevel.Debug, "{Function} could not be given {RequestId} because its connection was lost; another environment gets it")]
    public partial void LogTakenBack(string function, string requestId);
}
