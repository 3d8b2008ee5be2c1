using System.Collections.Immutable;
using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda;

/// <summary>
/// A function's environments and the invocations that wait for one. As on AWS an environment has one event at a time, and when all are
/// busy another one starts; at the limit, events wait.
/// </summary>
/// <remarks>
/// One lock guards the queue and all environments, for each decision needs both: hand over, start, wait or throttle. Nothing waits or
/// calls out under it. Whoever waits, waits on a task that completes elsewhere.
/// </remarks>
internal sealed partial class FunctionPool : IDisposable
{
    public static readonly FunctionError Stopping = new("The emulator is stopping.", "Sandbox.Failure");

    private readonly Lock _gate = new();
    private readonly int _maxEnvironments;
    private readonly IEnvironmentStarter _starter;
    private readonly LambdaMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    // Oldest first; those whose hand-over failed go back to the front. Bounded by LambdaQuotas.MaxWaiting.
    private readonly LinkedList<Invocation> _queue = new();

    private readonly List<FunctionEnvironment> _environments = [];

    // The last to become free is the first to be used: it is the warmest. Empty unless the queue is.
    private readonly List<FunctionEnvironment> _waiting = [];

    private readonly ITimer _recheck;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inFlight;
    private bool _accepting = true;
    private FunctionPool? _successor;
    private bool _stopped;

    public FunctionPool(
        Function function, int maxEnvironments, IEnvironmentStarter starter, LambdaMetrics metrics, ILogger logger, TimeProvider time)
    {
        Function = function;
        _maxEnvironments = maxEnvironments;
        _starter = starter;
        _metrics = metrics;
        _logger = logger;
        _time = time;
        _recheck = time.CreateTimer(_ => Recheck(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Function Function { get; }

    /// <summary>Is told what begins and ends. Null: nobody is.</summary>
    public EventJournal? Journal { get; init; }

    /// <summary>Somebody else starts the function's processes: events wait until one attaches, however long that takes.</summary>
    public bool IsStartedElsewhere { get; init; }

    /// <summary>Its developer debugs it: nothing ends because its time is over.</summary>
    public bool HasNoTimeouts { get; init; }

    /// <summary>True while nobody should give up waiting for it.</summary>
    public bool IsBeingDebugged
    {
        get
        {
            FunctionEnvironment[] environments;
            lock (_gate)
            {
                environments = [.. _environments];
            }

            return HasNoTimeouts || Array.Exists(environments, IsDebugged);
        }
    }

    public PoolCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return new(_environments.Count, _waiting.Count, _environments.Count(e => e.Current is not null), _queue.Count);
            }
        }
    }

    public ValueTask<InvocationOutcome> InvokeAsync(LambdaInvocation call, CancellationToken cancellationToken)
    {
        var invocation = new Invocation(call, _time.GetUtcNow(), _time.GetTimestamp());
        FunctionPool? successor = null;
        call.Span?.SetTag("faas.invocation_id", invocation.RequestId);
        lock (_gate)
        {
            if (!_accepting)
            {
                successor = _successor;
                if (successor is null)
                {
                    return ValueTask.FromResult<InvocationOutcome>(new InvocationOutcome.Unreachable(Stopping.ErrorMessage!));
                }
            }
            else if (_waiting.Count > 0)
            {
                _inFlight++;
                Deliver(_waiting[^1], invocation);
            }
            else if (_queue.Count < LambdaQuotas.MaxWaiting)
            {
                _inFlight++;
                _queuedSince = _queue.Count == 0 ? invocation.Arrived : _queuedSince;
                _queue.AddLast(invocation);
                EnsureCapacity();
            }
            else
            {
                return ValueTask.FromResult<InvocationOutcome>(Throttle(invocation));
            }
        }

        // Found just before another pool took this one's place.
        if (successor is not null)
        {
            return successor.InvokeAsync(call, cancellationToken);
        }

        return new(cancellationToken.CanBeCanceled ? invocation.Outcome.WaitAsync(cancellationToken) : invocation.Outcome);
    }

    /// <summary>Starts an environment, unless there is one, and returns when it asks for its first event or fails to.</summary>
    public Task<WarmUpOutcome> WarmUpAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return Task.FromResult<WarmUpOutcome>(NotStarted([]));
            }

            var environment = _environments.Find(e => e.State != EnvironmentState.Starting) ?? _environments.Find(_ => true) ?? StartEnvironment();
            return environment.Ready.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Accepts nothing more from now on; completes when everything that was accepted has its outcome.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            _accepting = false;
            if (_inFlight == 0)
            {
                _drained.TrySetResult();
            }
        }

        return _drained.Task;
    }

    /// <summary>Accepts nothing more, but passes it on to the successor, if there is one; completes as <see cref="DrainAsync"/> does.</summary>
    public Task RetireAsync(FunctionPool? successor)
    {
        lock (_gate)
        {
            _successor = successor;
        }

        return DrainAsync();
    }

    /// <summary>Ends every environment, and with it every invocation and every <c>next</c>.</summary>
    public void Dispose()
    {
        var pending = new List<Invocation>();
        lock (_gate)
        {
            _accepting = false;
            _stopped = true;
            pending.AddRange(_queue);
            _queue.Clear();
            foreach (var environment in _environments.ToArray())
            {
                if (environment.Current is { } current)
                {
                    pending.Add(current);
                }

                environment.Ready.TrySetResult(NotStarted(environment.Output.Lines));
                Remove(environment);
            }
        }

        _recheck.Dispose();
        foreach (var invocation in pending)
        {
            Finish(invocation, Stopping.In(invocation).ToOutcome() with { IsOfStop = true });
        }
    }

    private static WarmUpOutcome.Failed NotStarted(ImmutableArray<string> lastOutput) =>
        new(Stopping.ErrorType!, Stopping.ErrorMessage!, lastOutput);

    // From here on: only under the lock.

    private void Deliver(FunctionEnvironment environment, Invocation invocation)
    {
        _waiting.Remove(environment);
        environment.State = EnvironmentState.Busy;
        environment.Current = invocation;
        environment.BusySince = environment.Since = _time.GetTimestamp();
        invocation.DeadlineMs = (_time.GetUtcNow() + Function.Timeout).ToUnixTimeMilliseconds();
        Arm(environment, Function.Timeout);

        var waiter = environment.Waiter!;
        environment.Waiter = null;
        waiter.SetResult(invocation);
    }

    private FunctionEnvironment StartEnvironment()
    {
        var environment = Add(isAttached: false);
        Arm(environment, _starter.Start(environment));
        return environment;
    }

    private FunctionEnvironment Add(bool isAttached, string? id = null)
    {
        var environment = new FunctionEnvironment(this, isAttached)
        {
            Id = id ?? FunctionEnvironment.NewId(),
            IsNamed = id is not null,
            Since = _time.GetTimestamp(),
        };
        environment.Timer = _time.CreateTimer(_ => Expire(environment), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _environments.Add(environment);
        return environment;
    }

    private void Arm(FunctionEnvironment environment, TimeSpan span)
    {
        environment.Due = _time.GetTimestamp() + (long)(span.TotalSeconds * _time.TimestampFrequency);
        environment.Timer!.Change(span, Timeout.InfiniteTimeSpan);
    }

    private void Remove(FunctionEnvironment environment)
    {
        _environments.Remove(environment);
        _waiting.Remove(environment);
        environment.State = EnvironmentState.Ended;
        environment.Current = null;
        environment.Waiter?.SetResult(null);
        environment.Waiter = null;
        environment.Timer!.Dispose();
        environment.Kill();
    }
}
