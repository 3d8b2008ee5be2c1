using System.Threading.Tasks.Sources;

namespace Chat.Emulator.Lambda;

/// <summary>
/// A call of <c>next</c> that waits for its event. Whoever hands the event over also writes it to the function, on the same thread: a thread
/// that must first be woken takes longer than the writing.
/// </summary>
/// <remarks>Ends once: its pool takes it out of the environment, under the lock, before it ends it.</remarks>
internal sealed class PendingNext : IValueTaskSource<Invocation?>
{
    private ManualResetValueTaskSourceCore<Invocation?> _core;

    /// <summary>The event, or null when the environment is to go away. Awaited once.</summary>
    public ValueTask<Invocation?> Event => new(this, _core.Version);

    /// <summary>Goes on with what waits for the event before it returns: never to be called under a lock that others have to wait for.</summary>
    public void HandOver(Invocation invocation)
    {
        _core.RunContinuationsAsynchronously = false;
        _core.SetResult(invocation);
    }

    /// <summary>Ends the call without an event, elsewhere.</summary>
    public void Dismiss()
    {
        _core.RunContinuationsAsynchronously = true;
        _core.SetResult(null);
    }

    Invocation? IValueTaskSource<Invocation?>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<Invocation?>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<Invocation?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
