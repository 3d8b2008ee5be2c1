using Chat.Emulator.Invocations;

namespace Chat.Emulator.Lambda;

/// <content>What environments report: the Runtime API and the processes call in here.</content>
internal sealed partial class FunctionPool
{
    /// <summary>
    /// An environment asks for its next event. The result completes with it, or with null when the environment is to go away.
    /// Null when it may not ask: it owes a response, or has been given up.
    /// </summary>
    public TaskCompletionSource<Invocation?>? Ask(FunctionEnvironment environment)
    {
        lock (_gate)
        {
            if (environment.State is EnvironmentState.Busy or EnvironmentState.Ended)
            {
                return null;
            }

            if (environment is { State: EnvironmentState.Starting, IsAttached: false })
            {
                environment.InitDuration = _time.GetElapsedTime(environment.Since);
            }

            // Asking again while it waits: its former connection is lost, though nobody has noticed yet.
            environment.Waiter?.SetResult(null);
            environment.Waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (environment.State == EnvironmentState.Starting)
            {
                environment.StartTook = _time.GetElapsedTime(environment.Since);
            }

            environment.Ready.TrySetResult(new WarmUpOutcome.Ready());
            var waiter = environment.Waiter;
            if (_queue.First is { } oldest)
            {
                _queue.RemoveFirst();
                Deliver(environment, oldest.Value);
            }
            else if (environment.State != EnvironmentState.Waiting)
            {
                environment.Since = _time.GetTimestamp();
                environment.State = EnvironmentState.Waiting;
                environment.Due = long.MaxValue;
                environment.Timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _waiting.Add(environment);
            }

            return waiter;
        }
    }

    /// <summary>The connection on which the environment asked is lost.</summary>
    public void Abandon(FunctionEnvironment environment, TaskCompletionSource<Invocation?> waiter)
    {
        lock (_gate)
        {
            if (environment.Waiter != waiter)
            {
                return;
            }

            environment.Waiter = null;
            waiter.SetResult(null);
            _waiting.Remove(environment);
            Return(environment);
        }
    }

    /// <summary>The event could not be handed over: another environment gets it, before all that came later.</summary>
    public void TakeBack(FunctionEnvironment environment, Invocation invocation)
    {
        lock (_gate)
        {
            if (environment.Current != invocation)
            {
                return;
            }

            environment.Current = null;
            environment.Log = null;
            Return(environment);
            if (_waiting.Count > 0)
            {
                Deliver(_waiting[^1], invocation);
            }
            else
            {
                _queuedSince = _queue.Count == 0 ? _time.GetTimestamp() : _queuedSince;
                _queue.AddFirst(invocation);
                EnsureCapacity();
            }
        }

        LogTakenBack(Function.Name, invocation.RequestId);
    }

    /// <summary>True when the environment has that event and owes its response.</summary>
    public bool Owes(FunctionEnvironment environment, string requestId)
    {
        lock (_gate)
        {
            return environment.Current?.RequestId == requestId;
        }
    }

    /// <summary>True when the environment has answered, or never had an event, and so would be frozen on AWS. Its init isn't.</summary>
    public bool IsFrozen(FunctionEnvironment environment)
    {
        lock (_gate)
        {
            return environment.State is EnvironmentState.Returning or EnvironmentState.Waiting;
        }
    }

    /// <summary>The environment is done with the event. False when it doesn't have it, or not any more.</summary>
    public bool TryComplete(FunctionEnvironment environment, string requestId, InvocationOutcome outcome)
    {
        Invocation invocation;
        lock (_gate)
        {
            if (environment.Current is not { } current || current.RequestId != requestId)
            {
                return false;
            }

            invocation = current;
            environment.Last = current;
            environment.Current = null;
            if (!environment.IsWarm)
            {
                environment.IsWarm = true;
                Learn(environment);
            }

            Return(environment);
        }

        Finish(invocation, outcome);
        return true;
    }

    /// <summary>The environment's init failed; its process ends next, with the last of its output. False when init was over.</summary>
    public bool TryFailInit(FunctionEnvironment environment, FunctionError error)
    {
        lock (_gate)
        {
            if (environment.State != EnvironmentState.Starting)
            {
                return false;
            }

            environment.InitError = error;
            Arm(environment, LambdaQuotas.InitErrorExit);
            return true;
        }
    }

    /// <summary>The environment's process has ended, or could not be started.</summary>
    public void Ended(FunctionEnvironment environment, FunctionError error) => End(environment, error);

    /// <summary>An attached process asks: a new environment, or one that was on its way back. Null when the pool has stopped.</summary>
    /// <param name="id">Null for a process without one, which is as good as any other. A second process of the same ID has none either.</param>
    public FunctionEnvironment? Attach(string? id = null)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return null;
            }

            if (id is not null && _environments.Find(e => e.Id == id) is not { State: not EnvironmentState.Returning })
            {
                return _environments.Find(e => e.Id == id) ?? Add(isAttached: true, id);
            }

            return _environments.Find(e => e is { IsAttached: true, IsNamed: false, State: EnvironmentState.Returning }) ?? Add(isAttached: true);
        }
    }

    /// <summary>The attached environment that owes the response to that event.</summary>
    public FunctionEnvironment? FindAttached(string requestId)
    {
        lock (_gate)
        {
            return _environments.Find(e => e.IsAttached && e.Current?.RequestId == requestId);
        }
    }

    private void Return(FunctionEnvironment environment)
    {
        environment.State = EnvironmentState.Returning;
        environment.ReturningSince = environment.Since = _time.GetTimestamp();
        Arm(environment, environment.IsAttached ? LambdaQuotas.AttachedReturn : Function.Timeout);
    }

    private void Recheck()
    {
        lock (_gate)
        {
            EnsureCapacity();
        }
    }

    /// <param name="error">How the process ended; null when its time is over.</param>
    private void End(FunctionEnvironment environment, FunctionError? error)
    {
        Invocation? failed;
        EnvironmentState was;
        lock (_gate)
        {
            was = environment.State;
            if (was == EnvironmentState.Ended || (error is null && !IsDue(environment)))
            {
                return;
            }

            error ??= TimeOut(was);
            failed = environment.Current;
            if (was == EnvironmentState.Starting)
            {
                error = environment.InitError ?? error;
                environment.Ready.TrySetResult(
                    new WarmUpOutcome.Failed(error.ErrorType ?? "", error.ErrorMessage ?? "", environment.Output.Lines));
                // One invocation per failed start: however many wait, it comes to an end.
                failed = _queue.First?.Value;
                if (failed is not null)
                {
                    _queue.RemoveFirst();
                    failed.Log?.FailInit(failed, environment);
                }
            }

            Remove(environment);
            EnsureCapacity();
        }

        LogEnd(environment, was, error, hasFailed: failed is not null);
        if (failed is not null)
        {
            // The function's own words stay as they are.
            Finish(failed, (error == environment.InitError ? error : error.In(failed)).ToOutcome());
        }
    }

    private InvocationOutcome.Throttled Throttle(Invocation invocation)
    {
        var throttled = new InvocationOutcome.Throttled();
        _metrics.Record(Function.Name, throttled, TimeSpan.Zero);
        Journal?.InvocationEnded(Function.Name, invocation, throttled, TimeSpan.Zero);
        LogThrottled(Function.Name, invocation.RequestId, LambdaQuotas.MaxWaiting);
        return throttled;
    }

    private void Finish(Invocation invocation, InvocationOutcome outcome)
    {
        var elapsed = _time.GetElapsedTime(invocation.Arrived);
        _metrics.Record(Function.Name, outcome, elapsed);
        if (outcome is InvocationOutcome.FunctionFailed { IsOfStop: false } failed)
        {
            LogFailed(Function.Name, invocation.RequestId, failed.ErrorType, failed.ErrorMessage);
        }
        else if (outcome is InvocationOutcome.Responded)
        {
            LogResponded(Function.Name, invocation.RequestId, elapsed.TotalMilliseconds);
        }

        Journal?.InvocationEnded(Function.Name, invocation, outcome, elapsed);
        invocation.Complete(outcome);
        lock (_gate)
        {
            if (--_inFlight == 0 && !_accepting)
            {
                _drained.TrySetResult();
            }
        }
    }

    private void LogEnd(FunctionEnvironment environment, EnvironmentState was, FunctionError error, bool hasFailed)
    {
        switch (was)
        {
            case EnvironmentState.Starting when hasFailed:
                // What it wrote has been logged as it wrote it; and whoever warms it up tells of the failure.
                LogNotStarted(Function.Name, error.ErrorType, error.ErrorMessage);
                break;
            case EnvironmentState.Returning when environment.IsAttached:
                LogDetached(Function.Name);
                break;
            case EnvironmentState.Waiting or EnvironmentState.Returning:
                LogEnded(Function.Name, error.ErrorType, error.ErrorMessage);
                break;
        }
    }
}
