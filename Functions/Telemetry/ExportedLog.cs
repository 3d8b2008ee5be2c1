using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Chat.Functions.Telemetry;

/// <summary>Lambda's log and, with the trace it belongs to, OTLP's.</summary>
internal sealed class ExportedLog(ILambdaLogger lambda, ILogger exported) : ILambdaLogger
{
    public void Log(string message) => LogLine(message);

    public void LogLine(string message)
    {
        lambda.LogLine(message);
        Export(LogLevel.Information, null, "{Line}", message);
    }

    public void Log(string level, string message, params object?[] args)
    {
        lambda.Log(level, message, args);
        Export(Enum.TryParse<LogLevel>(level, out var parsed) ? parsed : LogLevel.Information, null, message, args);
    }

    public void Log(string level, Exception exception, string message, params object?[] args)
    {
        lambda.Log(level, exception, message, args);
        Export(Enum.TryParse<LogLevel>(level, out var parsed) ? parsed : LogLevel.Error, exception, message, args);
    }

#pragma warning disable CA2254, CA1848, CA1873 // The templates are constants, in Log.cs; they only pass through here.
    private void Export(LogLevel level, Exception? exception, string template, params object?[] args) =>
        exported.Log(level, exception, template, args);
#pragma warning restore CA2254, CA1848, CA1873
}
