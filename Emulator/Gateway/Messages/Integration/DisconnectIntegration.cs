using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Invocations;
using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.Options;
using Chat.Emulator.Telemetry;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Integration;

/// <summary>Tells the <c>$disconnect</c> route, once, that a connection is gone. Nothing waits for it, nothing is tried again.</summary>
#pragma warning disable CA1001 // Its semaphore has no wait handle, and whatever runs when the gateway stops still gives its place back.
internal sealed partial class DisconnectIntegration(
    GatewayDeployment deployment,
    IntegrationRunner runner,
    RunningWork work,
    GatewayLimits limits,
    FaultInjection faults,
    TimeProvider timeProvider,
    ILogger<DisconnectIntegration> logger)
{
#pragma warning restore CA1001
    private readonly SemaphoreSlim _places = new(limits.MaxConcurrentDisconnects);
    private int _unfinished;

    /// <summary>How many wait for their turn, or run.</summary>
    public int Unfinished => Volatile.Read(ref _unfinished);

    public void Start(Connection connection, CloseReason reason)
    {
        if (faults.InForce?.LosesDisconnect(connection.Id.ToString()) == true)
        {
            return;
        }

        work.Begin();
        Interlocked.Increment(ref _unfinished);
        _ = RunAsync(connection, reason);
    }

    private async Task RunAsync(Connection connection, CloseReason reason)
    {
        try
        {
            var stage = deployment.Find(connection.ApiId, connection.StageName);
            if (stage?.Disconnect?.Integration is not { } integration)
            {
                return;
            }

            await _places.WaitAsync(work.Abandoned);
            try
            {
                using var span = GatewaySpans.StartDisconnect().Of(connection);
                var stamp = EventStamp.Mint(timeProvider, span);
                if (integration is RouteIntegration.Mapped mapped)
                {
                    span.SetOutcome(await runner.RunAsync(mapped, RouteRequest.Disconnect(connection, stage, stamp, reason)));
                    return;
                }

                var payload = ProxyEvents.Disconnect(connection, stage, stamp, reason);
                span.SetOutcome(await runner.RunAsync(integration, payload, connection, RouteSelector.DisconnectKey, stamp));
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException) when (work.Abandoned.IsCancellationRequested)
        {
            // The gateway has stopped, and has counted it.
        }
#pragma warning disable CA1031 // Nobody awaits this task: a bug must not vanish with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogBug(e, connection.Id);
        }
        finally
        {
            Interlocked.Decrement(ref _unfinished);
            work.End();
        }
    }

    [LoggerMessage(1420, LogLevel.Error, "{ConnectionId}: a bug in the gateway kept $disconnect from running")]
    private partial void LogBug(Exception exception, ConnectionId connectionId);
}
