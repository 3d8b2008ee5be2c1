namespace Chat.Emulator.Lambda.Processes;

/// <summary>Starts children through a guard process, which is started at first need and replaced when it was lost.</summary>
internal sealed class GuardedProcesses(ILogger<GuardedProcesses> logger, TimeProvider time) : IChildProcesses, IAsyncDisposable
{
    private readonly SemaphoreSlim _oneStart = new(1, 1);
    private Guard? _guard;
    private bool _disposed;

    public async Task<IChildProcess> StartAsync(ChildProcessStart start, CancellationToken cancellationToken)
    {
        var guard = await GetGuardAsync(cancellationToken);
        return await guard.StartAsync(start, cancellationToken);
    }

    /// <summary>Kills every child that is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _oneStart.WaitAsync();
        try
        {
            _disposed = true;
            if (_guard is not null)
            {
                await _guard.DisposeAsync();
            }
        }
        finally
        {
            _oneStart.Release();
        }
    }

    private async Task<Guard> GetGuardAsync(CancellationToken cancellationToken)
    {
        await _oneStart.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_guard is { HasEnded: true })
            {
                await _guard.DisposeAsync();
                _guard = null;
            }

            return _guard ??= await Guard.StartAsync(logger, time, cancellationToken);
        }
        finally
        {
            _oneStart.Release();
        }
    }
}
