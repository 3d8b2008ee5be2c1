namespace Chat.Emulator.Tables;

/// <summary>Starts the tables' server on a port. 0 takes a free one.</summary>
internal delegate Task<(DynaliteProcess Process, int Port)> StartDynalite(int port, CancellationToken cancellationToken);

/// <summary>
/// The process of the tables' server. When it ends and its items are kept in a folder, it is started again, on the same port: clients notice a
/// pause. In memory its items are gone with it, and nobody should miss that.
/// </summary>
internal sealed partial class LastingProcess(StartDynalite start, bool areItemsKept, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    public static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    // Who ends at once each time won't be cured by one more start.
    private const int MaxRestarts = 5;
    private static readonly TimeSpan RestartsPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private DynaliteProcess? _process;
    private Task<TableServerExit>? _keeping;

    public int Port { get; private set; }

    /// <summary>Completes when the process that runs has ended, whether or not another is started then.</summary>
    public Task<TableServerExit> Ended => _process!.Exited;

    public async Task StartAsync(CancellationToken cancellationToken) => (_process, Port) = await start(0, cancellationToken);

    /// <summary>From now on it is started again. Completes when it has ended and isn't.</summary>
    public Task<TableServerExit> Keep() => _keeping ??= KeepRunningAsync();

    /// <summary>From now on it isn't started again.</summary>
    public Task StopKeepingAsync() => _stopping.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await StopKeepingAsync();
        if (Volatile.Read(ref _process) is { } process)
        {
            await process.DisposeAsync();
        }

        if (_keeping is not null)
        {
            await _keeping;
            await _process!.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private async Task<TableServerExit> KeepRunningAsync()
    {
        var restarts = new Queue<long>();
        while (true)
        {
            var exit = await _process!.Exited;
            if (_stopping.IsCancellationRequested)
            {
                return exit;
            }

            if (!areItemsKept)
            {
                return exit with { Consequence = "Its items were in memory and are gone. With --data DIR they are kept, and the server is started again." };
            }

            if (!await StartAgainAsync(exit, restarts))
            {
                return exit with { Consequence = $"It was started again {restarts.Count} times within a minute, so it won't be once more." };
            }
        }
    }

    // False when it has had its chances, or the emulator stops.
    private async Task<bool> StartAgainAsync(TableServerExit exit, Queue<long> restarts)
    {
        while (!_stopping.IsCancellationRequested)
        {
            while (restarts.TryPeek(out var oldest) && time.GetElapsedTime(oldest) > RestartsPeriod)
            {
                restarts.Dequeue();
            }

            if (restarts.Count == MaxRestarts)
            {
                return false;
            }

            restarts.Enqueue(time.GetTimestamp());
            try
            {
                using var limit = new CancellationTokenSource(StartLimit, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token);
                (_process, _) = await start(Port, either.Token);
                LogStartedAgain(exit.ExitCode);
                return true;
            }
            catch (Exception e) when (e is TableServerException or OperationCanceledException or ObjectDisposedException)
            {
                if (_stopping.IsCancellationRequested)
                {
                    return false;
                }

                // The port may be in use for a moment, or the folder locked.
                LogNotStartedAgain(e.Message);
                await Task.Delay(PauseAfterFailure, time, CancellationToken.None);
            }
        }

        return false;
    }

    [LoggerMessage(520, LogLevel.Warning, "The tables' server (dynalite) ended with exit code {ExitCode}, and runs again: its items are kept")]
    private partial void LogStartedAgain(int exitCode);

    [LoggerMessage(521, LogLevel.Warning, "The tables' server (dynalite) can't be started again just now: {Reason}")]
    private partial void LogNotStartedAgain(string reason);
}
