namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Writes to stdout, where Lambda collects it, as text or JSON: AWS_LAMBDA_LOG_FORMAT, AWS_LAMBDA_LOG_LEVEL.</summary>
internal sealed class LogWriter(TextWriter output, bool json, string minimumLevel, TimeProvider time)
{
    private static readonly string[] Levels = ["Trace", "Debug", "Information", "Warning", "Error", "Critical"];

    private readonly int _minimum = Math.Max(0, Array.FindIndex(Levels, level => level.Equals(minimumLevel, StringComparison.OrdinalIgnoreCase)));
    private Invocation? _invocation;

    public static LogWriter FromEnvironment(TextWriter output) => new(
        output,
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

    /// <summary>Without a time, a level or an end of its own.</summary>
    public void WriteRaw(string message) => output.Write(message);

    public void Write(string level, Exception? exception, string template, object?[] args)
    {
        if (Array.IndexOf(Levels, level) < _minimum)
        {
            return;
        }

        var line = new LogLine(time.GetUtcNow(), level, _invocation, new MessageTemplate(template, args), exception);
        output.WriteLine(json ? line.ToJson() : line.ToText());
    }
}
