namespace Chat.Emulator.Gateway.Connections;

/// <summary>
/// Owns what outlives the HTTP request it began in: handlers still running for a closed socket, <c>$disconnect</c>. A stopping host
/// waits here for all of it.
/// </summary>
#pragma warning disable CA1001 // It has no timer, and whoever is left at the end still looks at it.
internal sealed class RunningWork(TimeProvider time)
{
#pragma warning restore CA1001
    private readonly CancellationTokenSource _abandoned = new();
    private int _running;
    private TaskCompletionSource? _idle;

    public int Count => Volatile.Read(ref _running);

    /// <summary>
    /// Cancelled when nobody waits any more: what is left then ends as it may, and says nothing, for it has been counted.
    /// </summary>
    public CancellationToken Abandoned => _abandoned.Token;

    public void Abandon() => _abandoned.Cancel();

    public void Begin() => Interlocked.Increment(ref _running);

    public void End()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            Volatile.Read(ref _idle)?.TrySetResult();
        }
    }

    /// <summary>Waits until nothing runs. Called once, when nothing new begins of itself any more.</summary>
    public async Task WaitUntilIdleAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // A full fence: were the count read ahead of this write, the last work could end in between, see nobody waiting, and wake nobody.
        Interlocked.Exchange(ref _idle, idle);
        if (Count > 0)
        {
            await idle.Task.WaitAsync(timeout, time, cancellationToken);
        }
    }
}
