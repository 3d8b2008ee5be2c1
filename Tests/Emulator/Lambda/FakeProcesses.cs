using System.Threading.Channels;
using Chat.Emulator.Lambda.Processes;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>Starts nothing; hands each start to the test, which plays the process.</summary>
internal sealed class FakeProcesses : IChildProcesses
{
    // More than any system gives out: a fake must not be taken for a process of this machine.
    private const int NoProcess = 1_000_000_000;

    private readonly Channel<FakeProcess> _started = Channel.CreateUnbounded<FakeProcess>();
    private int _count;

    public int Count => _count;

    public ChildProcessException? Failure { get; set; }

    public Task<IChildProcess> StartAsync(ChildProcessStart start, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            return Task.FromException<IChildProcess>(Failure);
        }

        var process = new FakeProcess(start, NoProcess + Interlocked.Increment(ref _count));
        _started.Writer.TryWrite(process);
        return Task.FromResult<IChildProcess>(process);
    }

    public Task<FakeProcess> NextAsync() => _started.Reader.ReadAsync().AsTask().WaitAsync(LambdaHost.Limit);
}

/// <summary>A process that a test plays; <see cref="Runtime"/> is its connection to the Runtime API.</summary>
internal sealed class FakeProcess(ChildProcessStart start, int id) : IChildProcess
{
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChildProcessStart Start { get; } = start;

    public RuntimeClient Runtime { get; } = new(start.Environment.GetValueOrDefault("AWS_LAMBDA_RUNTIME_API") ?? "127.0.0.1:1");

    public int Id { get; } = id;

    public Task<int> Exited => _exited.Task;

    public Task Killed => _killed.Task.WaitAsync(LambdaHost.Limit);

    /// <summary>What it has written, but nobody has read yet.</summary>
    public string? Unread { get; set; }

    public Task FlushAsync()
    {
        if (Unread is { } line)
        {
            Unread = null;
            Write(line);
        }

        return Task.CompletedTask;
    }

    public void Write(string line, bool isError = false) => Start.Output(new ChildOutput(line, isError));

    public void Exit(int code)
    {
        Runtime.Dispose();
        _exited.TrySetResult(code);
    }

    public void Kill()
    {
        if (!_exited.Task.IsCompleted)
        {
            _killed.TrySetResult();
            Exit(137);
        }
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        return ValueTask.CompletedTask;
    }
}
