using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;

namespace Chat.Functions.Telemetry;

/// <summary>Options that nobody changes: the form in which the SDK's log provider takes them.</summary>
internal sealed class FixedOptions(OpenTelemetryLoggerOptions options) : IOptionsMonitor<OpenTelemetryLoggerOptions>
{
    public OpenTelemetryLoggerOptions CurrentValue => options;

    public OpenTelemetryLoggerOptions Get(string? name) => options;

    public IDisposable? OnChange(Action<OpenTelemetryLoggerOptions, string?> listener) => null;
}
