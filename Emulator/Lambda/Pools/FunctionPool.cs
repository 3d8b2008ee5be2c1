using System.Collections.Immutable;
using Chat.Emulator.Invocations;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Pools;

/// <summary>
/// A function's environments and the invocations that wait for one. As on AWS an environment has one event at a time, and when all are
/// busy another one starts; at the limit, events wait.
/// </summary>
internal sealed class FunctionPool : IDisposable
{
    public static readonly FunctionError Stopping = new("The emulator is stopping.", "Sandbox.Failure");

    private readonly PoolSettings _settings;
    private readonly PoolReport _report;
    private readonly Dispatch _dispatch;
    private readonly Intake _intake = new();

    public FunctionPool(Function function, PoolSettings settings, IEnvironmentStarter starter, PoolReport report, TimeProvider time)
    {
        Function = function;
        Time = time;
        _settings = settings;
        _report = report;
        _dispatch = new(this, settings, starter, report);
        Events = new(this, _dispatch, settings.HasNoTimeouts, report);
    }

    public Function Function { get; }

    public TimeProvider Time { get; }

    /// <summary>For those who speak for its environments.</summary>
    public EnvironmentEvents Events { get; }

    public int MaxEnvironments => _settings.MaxEnvironments;

    /// <inheritdoc cref="PoolSettings.IsStartedElsewhere"/>
    public bool IsStartedElsewhere => _settings.IsStartedElsewhere;

    /// <summary>True while nobody should give up waiting for it.</summary>
    public bool IsBeingDebugged
    {
        get
        {
            ImmutableArray<FunctionEnvironment> environments;
            lock (_dispatch.Gate)
            {
                environments = _dispatch.Environments.All;
            }

            return _settings.HasNoTimeouts || environments.Any(Events.IsDebugged);
        }
    }

    public PoolCounts Counts
    {
        get
        {
            lock (_dispatch.Gate)
            {
                return _dispatch.Environments.Count(_dispatch.Queue.Count);
            }
        }
    }

    /// <summary>The environments at this moment, oldest first.</summary>
    public ImmutableArray<EnvironmentDescription> Describe()
    {
        lock (_dispatch.Gate)
        {
            return _dispatch.Environments.Describe();
        }
    }

    public ValueTask<InvocationOutcome> InvokeAsync(LambdaInvocation call, CancellationToken cancellationToken)
    {
        var invocation = new Invocation(call, Time.GetUtcNow(), Time.GetTimestamp());
        FunctionPool? successor = null;
        call.Span?.SetTag("faas.invocation_id", invocation.RequestId);
        lock (_dispatch.Gate)
        {
            if (!_intake.IsOpen)
            {
                successor = _intake.Successor;
                if (successor is null)
                {
                    return ValueTask.FromResult<InvocationOutcome>(new InvocationOutcome.Unreachable(Stopping.ErrorMessage!));
                }
            }
            else if (_dispatch.Environments.Warmest is { } environment)
            {
                _intake.Enter();
                _dispatch.Environments.Deliver(environment, invocation);
            }
            else if (!_dispatch.Queue.IsFull)
            {
                _intake.Enter();
                _dispatch.Queue.Add(invocation);
                _dispatch.EnsureCapacity();
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
        lock (_dispatch.Gate)
        {
            if (_dispatch.IsStopped)
            {
                return Task.FromResult<WarmUpOutcome>(NotStarted([]));
            }

            var environment = _dispatch.Environments.Find() ?? _dispatch.StartEnvironment();
            return environment.Ready.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Accepts nothing more from now on; completes when everything that was accepted has its outcome.</summary>
    public Task DrainAsync()
    {
        lock (_dispatch.Gate)
        {
            _intake.Close();
            return _intake.Drained;
        }
    }

    /// <summary>Accepts nothing more, but passes it on to the successor, if there is one; completes as <see cref="DrainAsync"/> does.</summary>
    public Task RetireAsync(FunctionPool? successor)
    {
        lock (_dispatch.Gate)
        {
            _intake.Successor = successor;
        }

        return DrainAsync();
    }

    /// <summary>Ends every environment, and with it every invocation and every <c>next</c>.</summary>
    public void Dispose()
    {
        var pending = new List<Invocation>();
        lock (_dispatch.Gate)
        {
            _intake.Close();
            _dispatch.IsStopped = true;
            pending.AddRange(_dispatch.Queue.TakeAll());
            foreach (var environment in _dispatch.Environments.All)
            {
                if (environment.Current is { } current)
                {
                    pending.Add(current);
                }

                environment.Ready.TrySetResult(NotStarted(environment.Output.Lines));
                _dispatch.Environments.Remove(environment);
            }
        }

        _dispatch.Dispose();
        foreach (var invocation in pending)
        {
            Finish(invocation, Stopping.In(invocation).ToOutcome() with { IsOfStop = true });
        }
    }

    private static WarmUpOutcome.Failed NotStarted(ImmutableArray<string> lastOutput) =>
        new(Stopping.ErrorType!, Stopping.ErrorMessage!, lastOutput);

    private InvocationOutcome.Throttled Throttle(Invocation invocation)
    {
        var throttled = new InvocationOutcome.Throttled();
        _report.Throttled(Function.Name, invocation, throttled);
        return throttled;
    }

    /// <summary>The invocation has its outcome.</summary>
    public void Finish(Invocation invocation, InvocationOutcome outcome)
    {
        _report.Finished(Function.Name, invocation, outcome, Time.GetElapsedTime(invocation.Arrived));
        invocation.Complete(outcome);
        lock (_dispatch.Gate)
        {
            _intake.Leave();
        }
    }
}
