namespace Chat.Emulator.Lambda.Processes;

internal sealed partial class Guard
{
    [LoggerMessage(400, LogLevel.Error, "The guard of child processes, {GuardId}, is lost; its children were killed. {Reason}")]
    private partial void LogGuardLost(int guardId, string reason);

    [LoggerMessage(401, LogLevel.Warning, "The guard of child processes, {GuardId}, did not end when asked, and is killed")]
    private partial void LogGuardHangs(int guardId);

    [LoggerMessage(402, LogLevel.Error, "What the guard of child processes reports can't be read")]
    private partial void LogGuardUnreadable(Exception exception);

    [LoggerMessage(403, LogLevel.Error, "A line written by {Child} was lost")]
    private partial void LogOutputNotTaken(Exception exception, string child);
}
