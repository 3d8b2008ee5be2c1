namespace Chat.Emulator.Lambda.Processes;

/// <summary>A child in the guard's care.</summary>
internal sealed class GuardedProcess(int key, ChildProcessStart start, Guard guard) : IChildProcess
{
    private const int KilledBySigKill = 128 + 9;

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TaskCompletionSource? _flushing;

    public string Name => start.Name;

    public int Id { get; private set; }

    public Task Started => _started.Task;

    public Task<int> Exited => _exited.Task;

    public void Kill()
    {
        if (!_exited.Task.IsCompleted)
        {
            guard.Send(GuardRequest.Kill(key));
        }
    }

    public Task FlushAsync()
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var flushing = Interlocked.CompareExchange(ref _flushing, mine, null);
        if (flushing is null)
        {
            flushing = mine;
            guard.Send(GuardRequest.Flush(key));
        }

        // Its end comes after the last of its lines.
        return Task.WhenAny(flushing.Task, _exited.Task);
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _exited.Task;
    }

    public void OnStarted(int id)
    {
        Id = id;
        _started.TrySetResult();
    }

    public void OnFailed(string message) => _started.TrySetException(new ChildProcessException(message));

    public void OnOutput(string line, bool isError) => start.Output(new ChildOutput(line, isError));

    public void OnFlushed() => Interlocked.Exchange(ref _flushing, null)?.SetResult();

    public void OnExit(int? code, int? signal) => _exited.TrySetResult(code ?? 128 + (signal ?? 0));

    /// <summary>The guard is gone, and with it the child's output and all word of it. Nothing else is left to kill it.</summary>
    public void OnGuardLost(string reason)
    {
        _started.TrySetException(new ChildProcessException(reason));
        if (Id == 0 || _exited.Task.IsCompleted)
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            ProcessGroup.Kill(Id);
        }

        _exited.TrySetResult(KilledBySigKill);
    }
}
