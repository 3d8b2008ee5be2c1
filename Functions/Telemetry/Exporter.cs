using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Chat.Functions.Telemetry;

/// <summary>Sends traces, metrics and logs over OTLP; made only where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names somebody to send them to.</summary>
internal sealed class Exporter : IDisposable
{
    /// <summary>What an answer is held back for its telemetry at most.</summary>
    internal static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(1);

    private readonly OpenTelemetrySdk _sdk;
    private readonly ILogger _log;
    private Task _flushing = Task.CompletedTask;

    private Exporter(ChatEnvironment environment)
    {
        _sdk = OpenTelemetrySdk.Create(builder =>
        {
            if (string.IsNullOrEmpty(environment.ServiceName))
            {
                builder.ConfigureResource(resource => resource.AddService(environment.Handler!));
            }

            builder.UseOtlpExporter()
                .WithTracing(tracing => tracing
                    .AddSource(Spans.SourceName)
                    // HttpClient's own: it is what a callee names as its parent, so without it callees would have none.
                    .AddSource("System.Net.Http")
                    .AddProcessor(new RuntimeApiSpans()))
                .WithMetrics(metrics => metrics.AddMeter(BroadcastMetrics.MeterName))
                .WithLogging();
        });
        _log = _sdk.GetLoggerFactory().CreateLogger(environment.Handler!);
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

    public void Dispose() => _sdk.Dispose();

    private void Flush(int milliseconds)
    {
        _sdk.TracerProvider.ForceFlush(milliseconds);
        _sdk.LoggerProvider.ForceFlush(milliseconds);
        _sdk.MeterProvider.ForceFlush(milliseconds);
    }
}
