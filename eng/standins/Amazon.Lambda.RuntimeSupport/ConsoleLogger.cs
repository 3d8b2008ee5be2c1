using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Writes to stdout, where Lambda collects it, as text or JSON: AWS_LAMBDA_LOG_FORMAT, AWS_LAMBDA_LOG_LEVEL.</summary>
internal sealed class ConsoleLogger(TextWriter output, bool json, string minimumLevel, TimeProvider time) : ILambdaLogger
{
    private static readonly string[] Levels = ["Trace", "Debug", "Information", "Warning", "Error", "Critical"];

    private readonly int _minimum = Math.Max(0, Array.FindIndex(Levels, level => level.Equals(minimumLevel, StringComparison.OrdinalIgnoreCase)));
    private Invocation? _invocation;

    public static ConsoleLogger FromEnvironment() => new(
        Console.Out,
        "JSON".Equals(Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_FORMAT"), StringComparison.OrdinalIgnoreCase),
        Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_LEVEL")?.ToUpperInvariant() switch
        {
            null or "" => "Information",
            "WARN" => "Warning",
            "INFO" => "Information",
            "FATAL" => "Critical",
            var level => level,
        },
        TimeProvider.System);

    /// <summary>From here on every line is this invocation's.</summary>
    public void Begin(Invocation invocation) => _invocation = invocation;

    public void Failed(Exception exception) => Log("Error", exception, "the handler failed");

    public void Log(string message) => output.Write(message);

    public void LogLine(string message) => Write("Information", null, message, []);

    public void Log(string level, string message, params object?[] args) => Write(level, null, message, args);

    public void Log(string level, Exception exception, string message, params object?[] args) => Write(level, exception, message, args);

    private void Write(string level, Exception? exception, string template, object?[] args)
    {
        if (Array.IndexOf(Levels, level) < _minimum)
        {
            return;
        }

        var line = new LogLine(time.GetUtcNow(), level, _invocation, new MessageTemplate(template, args), exception);
        output.WriteLine(json ? line.ToJson() : line.ToText());
    }
}
