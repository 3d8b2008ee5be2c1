using System.Security.Cryptography;
using Chat.Emulator.Lambda.Pools;

namespace Chat.Emulator.Lambda;

/// <summary>
/// An execution environment: one process that handles one event at a time, whoever started it. Its pool owns the state and
/// touches it under the pool's lock only.
/// </summary>
internal sealed class FunctionEnvironment(FunctionPool pool, bool isAttached)
{
    private readonly TaskCompletionSource _killRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile InvocationLog? _log;
    private Invocation? _current;

    public FunctionPool Pool { get; } = pool;

    /// <summary>True when somebody else started the process: the pool can't kill it.</summary>
    public bool IsAttached { get; } = isAttached;

    /// <summary>Ends its session token, and with it tells who calls <c>@connections</c>.</summary>
    public required string Id { get; init; }

    /// <summary>True for an attached process that goes by an ID of its own, and so is no other's.</summary>
    public bool IsNamed { get; init; }

    public OutputTail Output { get; } = new();

    /// <summary>Gets what the process writes, from its event to its response. Null unless the event's caller wants to see it.</summary>
    public InvocationLog? Log
    {
        get => _log;
        set => _log = value;
    }

    /// <summary>Completes when all that the process has written by now went to <see cref="Log"/>. Null while there is no process of ours.</summary>
    public Func<Task>? Flush { get; set; }

    /// <summary>Completes when the pool wants the process ended.</summary>
    public Task KillRequested => _killRequested.Task;

    /// <summary>Completes when it asks for its first event, or fails to.</summary>
    public TaskCompletionSource<WarmUpOutcome> Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EnvironmentState State { get; set; }

    /// <summary>The event it has, while <see cref="EnvironmentState.Busy"/>.</summary>
    public Invocation? Current
    {
        get => _current;
        set
        {
            _current = value;
            if (value is not null)
            {
                Owners.Begin(value);
            }
        }
    }

    /// <summary>Whose the lines are that it writes.</summary>
    public OutputOwners Owners { get; } = new();

    /// <summary>The event that it answered last: what it wrote for that may come later than the answer.</summary>
    public Invocation? Last { get; set; }

    /// <summary>Who waits in <c>next</c>, while <see cref="EnvironmentState.Waiting"/>.</summary>
    public TaskCompletionSource<Invocation?>? Waiter { get; set; }

    /// <summary>What it reported at <c>init/error</c>.</summary>
    public FunctionError? InitError { get; set; }

    /// <summary>Ends the init, the event or the return that takes too long.</summary>
    public ITimer? Timer { get; set; }

    /// <summary>When <see cref="Timer"/> is due, as a timestamp. A timer that fires earlier belongs to a span that is over.</summary>
    public long Due { get; set; }

    /// <summary>When what <see cref="Timer"/> limits began.</summary>
    public long Since { get; set; }

    /// <summary>From its start until it asked for its first event.</summary>
    public TimeSpan StartTook { get; set; }

    /// <summary>The process, which leads a session of its own. Null until it is started, and for one that somebody else started.</summary>
    public int? ProcessId { get; set; }

    /// <summary>When it got the event that it has, or had last.</summary>
    public long BusySince { get; set; }

    /// <summary>True once it has answered an event: most runtimes compile their way through the first one.</summary>
    public bool IsWarm { get; set; }

    /// <summary>From its start until it asked for its first event. Null before that, and for one that somebody else started.</summary>
    public TimeSpan? InitDuration { get; set; }

    /// <summary>When it became <see cref="EnvironmentState.Returning"/>.</summary>
    public long ReturningSince { get; set; }

    /// <summary>Since it got the event that it has, or had last.</summary>
    public TimeSpan SinceEvent => Pool.Time.GetElapsedTime(BusySince);

    public static string NewId() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Returns when what the process has written by now is known, or that takes too long.</summary>
    public async Task FlushAsync()
    {
        if (Flush is not { } flush)
        {
            return;
        }

        try
        {
            await flush().WaitAsync(LambdaQuotas.OutputFlush, Pool.Time);
        }
        catch (TimeoutException)
        {
            // A guard that is that slow: better a log without its end than no answer.
        }
    }

    public void Kill() => _killRequested.TrySetResult();
}
