namespace Chat.Emulator.Gateway.Connections;

/// <summary>
/// Owns what outlives the HTTP request it began in: handlers still running for a closed socket, <c>$disconnect</c>. A stopping host
/// waits here for all of it.
/// </summary>
internal sealed class RunningWork
{
    private int _running;
    private TaskCompletionSource? _idle;

    public int Count => Volatile.Read(ref _running);

    public void Begin() => Interlocked.Increment(ref _running);

    public void End()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            Volatile.Read(ref _idle)?.TrySetResult();
        }
    }

    /// <summary>Waits until nothing runs. Called once, when nothing new begins of itself any more.</summary>
    public async Task WaitUntilIdleAsync(TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _idle, idle);
        if (Count > 0)
        {
            await idle.Task.WaitAsync(timeout, timeProvider, cancellationToken);
        }
    }
}
