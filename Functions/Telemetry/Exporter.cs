using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Chat.Functions.Telemetry;

/// <summary>Sends traces, metrics and logs over OTLP; made only where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names somebody to send them to.</summary>
/// <remarks>
/// Each signal's pieces are put together by hand: the builder that does it for all three (<c>UseOtlpExporter</c>) brings a logger factory and a
/// configuration binder that looks types up by reflection, and with them half a megabyte of package.
/// </remarks>
internal sealed class Exporter : IDisposable
{
    /// <summary>What an answer is held back for its telemetry at most.</summary>
    internal static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(1);

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;
    private readonly BatchLogRecordExportProcessor _logRecords;
    private readonly OpenTelemetryLoggerProvider _logs;
    private readonly ILogger _log;
    private Task _flushing = Task.CompletedTask;

    private Exporter(ChatEnvironment environment)
    {
        // Endpoint, protocol, headers and timeout, from OTEL_EXPORTER_OTLP_…
        var options = new OtlpExporterOptions();
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Describe)
            .AddSource(Spans.SourceName)
            .AddSource(SignalR.Telemetry.SourceName)
            // HttpClient's own: it is what a callee names as its parent, so without it callees would have none.
            .AddSource("System.Net.Http")
            .AddProcessor(new RuntimeApiSpans())
            .AddProcessor(new BatchActivityExportProcessor(new OtlpTraceExporter(options)))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Describe)
            .AddMeter(BroadcastMetrics.MeterName)
            // Collects when it is flushed, at the end of each event. One with a clock would run while the process is frozen, or be.
            .AddReader(new BaseExportingMetricReader(new OtlpMetricExporter(options)))
            .Build();

        var resource = ResourceBuilder.CreateDefault();
        Describe(resource);
        _logRecords = new BatchLogRecordExportProcessor(new OtlpLogExporter(options));
        _logs = new OpenTelemetryLoggerProvider(
            new FixedOptions(new OpenTelemetryLoggerOptions { IncludeFormattedMessage = true }.SetResourceBuilder(resource).AddProcessor(_logRecords)));
        _log = _logs.CreateLogger(environment.Handler!);

        void Describe(ResourceBuilder builder)
        {
            if (string.IsNullOrEmpty(environment.ServiceName))
            {
                builder.AddService(environment.Handler!);
            }
        }
    }

    /// <summary>Null, without a single object made, when there is no endpoint.</summary>
    public static Exporter? Start(ChatEnvironment environment) =>
        string.IsNullOrWhiteSpace(environment.OtlpEndpoint) ? null : new Exporter(environment);

    /// <summary>Writes each line to that log, and exports it too.</summary>
    public ILambdaLogger Tee(ILambdaLogger log) => new ExportedLog(log, _log);

    /// <summary>
    /// Sends what there is, and returns when it is sent or the time is over. Lambda freezes the process with the answer, so what isn't sent
    /// by then goes out with the next event, or never. A collector that keeps silent holds up one answer, not the next ones too.
    /// </summary>
    public async Task FlushAsync(TimeSpan remaining)
    {
        var limit = remaining < FlushLimit ? remaining : FlushLimit;
        if (limit <= TimeSpan.Zero || !_flushing.IsCompleted)
        {
            return;
        }

        // A thread of its own: the SDK's flushes block, and a function has one thread in its pool or two.
        _flushing = Task.Factory.StartNew(
            () => Flush((int)limit.TotalMilliseconds), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await _flushing.WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            // Telemetry must not cost more than that.
        }
    }

    public void Dispose()
    {
        _traces.Dispose();
        _logs.Dispose();
        _metrics.Dispose();
    }

    private void Flush(int milliseconds)
    {
        _traces.ForceFlush(milliseconds);
        _logRecords.ForceFlush(milliseconds);
        _metrics.ForceFlush(milliseconds);
    }
}
