using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.Options;

namespace Chat.Emulator.Gateway.Messages.Integration;

/// <summary>Runs <c>$disconnect</c> integrations, some at a time, and knows how many aren't done. Nobody waits for one of them.</summary>
#pragma warning disable CA1001 // Its semaphore has no wait handle, and whatever runs when the gateway stops still gives its place back.
internal sealed partial class DisconnectQueue(RunningWork work, GatewayLimits limits, FaultInjection faults, ILogger<DisconnectQueue> logger)
{
#pragma warning restore CA1001
    private readonly SemaphoreSlim _places = new(limits.MaxConcurrentDisconnects);
    private int _unfinished;

    /// <summary>How many wait for their turn, or run.</summary>
    public int Unfinished => Volatile.Read(ref _unfinished);

    /// <summary>False when a fault loses it.</summary>
    public bool TryStart(ConnectionId connectionId, Func<Task> disconnect)
    {
        if (faults.InForce?.LosesDisconnect(connectionId.ToString()) == true)
        {
            return false;
        }

        work.Begin();
        Interlocked.Increment(ref _unfinished);
        _ = RunAsync(connectionId, disconnect);
        return true;
    }

    private async Task RunAsync(ConnectionId connectionId, Func<Task> disconnect)
    {
        try
        {
            await _places.WaitAsync(work.Abandoned);
            try
            {
                await disconnect();
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
            LogBug(e, connectionId);
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
