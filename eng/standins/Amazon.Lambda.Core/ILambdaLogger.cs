namespace Amazon.Lambda.Core;

/// <summary>The function's log; templates name their arguments in order, as in <c>"{Delivered} delivered"</c>.</summary>
public interface ILambdaLogger
{
    void Log(string message);

    void LogLine(string message);

    void Log(LogLevel level, string message) => Log(level.ToString(), message, []);

    void Log(string level, string message, params object?[] args) => LogLine(message);

    void Log(string level, Exception exception, string message, params object?[] args) => LogLine($"{message}\n{exception}");

    void LogTrace(string message, params object?[] args) => Log("Trace", message, args);

    void LogDebug(string message, params object?[] args) => Log("Debug", message, args);

    void LogInformation(string message, params object?[] args) => Log("Information", message, args);

    void LogWarning(string message, params object?[] args) => Log("Warning", message, args);

    void LogWarning(Exception exception, string message, params object?[] args) => Log("Warning", exception, message, args);

    void LogError(string message, params object?[] args) => Log("Error", message, args);

    void LogError(Exception exception, string message, params object?[] args) => Log("Error", exception, message, args);

    void LogCritical(string message, params object?[] args) => Log("Critical", message, args);
}

/// <summary>How much a line of the log matters.</summary>
public enum LogLevel
{
    Trace = 0,
    Debug = 1,
    Information = 2,
    Warning = 3,
    Error = 4,
    Critical = 5,
}
