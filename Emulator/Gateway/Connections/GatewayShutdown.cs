using Chat.Emulator.Gateway.Messages.Integration;
using Chat.Emulator.Options;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>
/// Closes every connection when the host stops, and gives their <c>$disconnect</c> time to run; what is left then is told in one line, and
/// not by everything that fails because of it. In <c>StoppingAsync</c>, which comes before any service's <c>StopAsync</c>: the web server and
/// the functions are still there.
/// </summary>
internal sealed partial class GatewayShutdown(
    ConnectionRegistry registry, RunningWork work, DisconnectQueue disconnects, GatewayLimits limits, ILogger<GatewayShutdown> logger) : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        registry.Stop();
        try
        {
            await work.WaitUntilIdleAsync(limits.StopTimeout, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Counted first: what is abandoned ends, and is counted no more.
            var (left, unfinished) = (work.Count, disconnects.Unfinished);
            work.Abandon();
            LogLeftBehind(limits.StopTimeout.TotalSeconds, left, unfinished);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1290, LogLevel.Warning,
        "After {Seconds} s of stopping {Count} connections and invocations were left undone, {Disconnects} $disconnect among them: rows of theirs may stay behind")]
    private partial void LogLeftBehind(double seconds, int count, int disconnects);
}
