using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.Lambda.Core;

namespace Chat.Functions.Tests.Fakes;

/// <summary>Keeps each line as <c>Level: message</c>, names filled in.</summary>
internal sealed partial class RecordingLogger : ILambdaLogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public void Log(string message) => Lines.Enqueue(message);

    public void LogLine(string message) => Lines.Enqueue(message);

    public void Log(string level, string message, params object?[] args)
    {
        var next = 0;
        Lines.Enqueue($"{level}: {Hole().Replace(message, _ => Convert.ToString(args[next++], CultureInfo.InvariantCulture)!)}");
    }

    public void Log(string level, Exception exception, string message, params object?[] args) =>
        Log(level, $"{message} ({exception.GetType().Name})", args);

    [GeneratedRegex("\\{[A-Za-z]+\\}")]
    private static partial Regex Hole();
}
