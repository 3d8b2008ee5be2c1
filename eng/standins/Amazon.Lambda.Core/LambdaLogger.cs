namespace Amazon.Lambda.Core;

/// <summary>The log of whatever function this process runs.</summary>
public static class LambdaLogger
{
#pragma warning disable IDE0044 // The host of a managed runtime sets them, by these names.
    private static Action<string> _loggingAction = Console.WriteLine;
    private static Action<string, string, object[]> _loggingWithLevelAction = (level, message, _) => Console.WriteLine($"{level}: {message}");
#pragma warning restore IDE0044

    public static void Log(string message) => _loggingAction(message);

    public static void Log(string level, string message, params object[] args) => _loggingWithLevelAction(level, message, args);

    public static void Log(LogLevel level, string message, params object[] args) => Log(level.ToString(), message, args);
}
