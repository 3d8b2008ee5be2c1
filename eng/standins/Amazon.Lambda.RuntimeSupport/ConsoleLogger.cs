using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The function's log, for its handler.</summary>
internal sealed class ConsoleLogger(LogWriter writer) : ILambdaLogger
{
    public static ConsoleLogger FromEnvironment() => new(LogWriter.FromEnvironment(Console.Out));

    /// <summary>From here on every line is this invocation's.</summary>
    public void Begin(Invocation invocation) => writer.Begin(invocation);

    public void Failed(Exception exception) => Log("Error", exception, "the handler failed");

    public void Log(string message) => writer.WriteRaw(message);

    public void LogLine(string message) => writer.Write("Information", null, message, []);

    public void Log(string level, string message, params object?[] args) => writer.Write(level, null, message, args);

    public void Log(string level, Exception exception, string message, params object?[] args) => writer.Write(level, exception, message, args);
}
