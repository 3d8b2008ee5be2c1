using Chat.Emulator.Options;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>
/// Closes every connection when the host stops, and gives their <c>$disconnect</c> time to run. In <c>StoppingAsync</c>, which comes
/// before any service's <c>StopAsync</c>: the web server and the functions are still there.
/// </summary>
internal sealed partial class GatewayShutdown(
    ConnectionRegistry registry,
    RunningWork work,
    GatewayLimits limits,
    TimeProvider timeProvider,
    ILogger<GatewayShutdown> logger) : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        registry.Stop();
        try
        {
            await work.WaitUntilIdleAsync(limits.StopTimeout, timeProvider, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            LogLeftBehind(work.Count);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1290, LogLevel.Warning,
        "Stopped with {Count} connections or invocations still running; $disconnect may not have run for some")]
    private partial void LogLeftBehind(int count);
}
