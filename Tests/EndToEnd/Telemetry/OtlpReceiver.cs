using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Chat.EndToEnd.Tests.Telemetry;

/// <summary>A collector: takes OTLP over HTTP as protobuf on a free port, and keeps everything.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;
    private volatile TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<OtlpSpan> Spans { get; } = new();

    public ConcurrentQueue<OtlpPoint> Points { get; } = new();

    public ConcurrentQueue<OtlpLog> Logs { get; } = new();

    /// <summary>All that came, byte for byte: texts stand in it as they are.</summary>
    public ConcurrentQueue<string> Raw { get; } = new();

    /// <summary>What makes a process send its telemetry here, and soon.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync();
        var address = receiver._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        receiver.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = address;
        receiver.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        return receiver;
    }

    /// <summary>Waits until such a measurement has come.</summary>
    public Task WaitForPointAsync(Func<OtlpPoint, bool> isIt) =>
        WaitAsync(() => Points.Any(isIt), () => string.Join(", ", Points.Select(point => $"{point.Name} {point.Value}").Distinct()));

    /// <summary>Waits until so many of such spans have come.</summary>
    public Task WaitForSpansAsync(Func<OtlpSpan, bool> isIt, int count) =>
        WaitAsync(() => Spans.Count(isIt) >= count, () => string.Join(", ", Spans.Select(span => $"{span.Service} {span.Name}")));

    private async Task WaitAsync(Func<bool> isThere, Func<string> whatIsThere)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (true)
        {
            // Asked for ahead of the look, so that what comes in between is not missed.
            var more = _more.Task;
            if (isThere())
            {
                return;
            }

            await Task.WhenAny(more, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, timeout.Token));
            Assert.False(timeout.IsCancellationRequested, $"Not among what came within {Patience}: {whatIsThere()}");
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var request = await ByteString.FromStreamAsync(context.Request.Body, context.RequestAborted);
        Raw.Enqueue(request.ToString(Encoding.Latin1));
        switch (context.Request.Path.Value)
        {
            case "/v1/traces":
                Keep(Spans, Otlp.ReadSpans(request));
                break;
            case "/v1/metrics":
                Keep(Points, Otlp.ReadPoints(request));
                break;
            case "/v1/logs":
                Keep(Logs, Otlp.ReadLogs(request));
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
        }

        Interlocked.Exchange(ref _more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

        // An empty message is the answer that all went well.
        context.Response.ContentType = "application/x-protobuf";
    }

    private static void Keep<T>(ConcurrentQueue<T> kept, IEnumerable<T> more)
    {
        foreach (var item in more)
        {
            kept.Enqueue(item);
        }
    }
}
