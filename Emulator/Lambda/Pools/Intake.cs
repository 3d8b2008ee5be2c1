namespace Chat.Emulator.Lambda.Pools;

/// <summary>Whether a pool takes invocations, and how many of those that it took have no outcome yet. Touched under the pool's lock only.</summary>
internal sealed class Intake
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inFlight;

    public bool IsOpen { get; private set; } = true;

    /// <summary>Takes what comes when this pool is closed. Null: nobody does.</summary>
    public FunctionPool? Successor { get; set; }

    /// <summary>Completes when it is closed and all that it took have their outcomes.</summary>
    public Task Drained => _drained.Task;

    public void Enter() => _inFlight++;

    public void Leave()
    {
        _inFlight--;
        Look();
    }

    public void Close()
    {
        IsOpen = false;
        Look();
    }

    private void Look()
    {
        if (_inFlight == 0 && !IsOpen)
        {
            _drained.TrySetResult();
        }
    }
}
