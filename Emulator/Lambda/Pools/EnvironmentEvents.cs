using System.Globalization;
using Chat.Emulator.Invocations;

namespace Chat.Emulator.Lambda.Pools;

/// <summary>What happens to a pool's environments: the Runtime API, the processes and the clock call in here.</summary>
internal sealed class EnvironmentEvents(FunctionPool pool, Dispatch dispatch, bool hasNoTimeouts, PoolReport report)
{
    private readonly TimeProvider _time = pool.Time;

    /// <summary>
    /// An environment asks for its next event. The result completes with it, or with null when the environment is to go away.
    /// Null when it may not ask: it owes a response, or has been given up.
    /// </summary>
    public TaskCompletionSource<Invocation?>? Ask(FunctionEnvironment environment)
    {
        lock (dispatch.Gate)
        {
            if (environment.State is EnvironmentState.Busy or EnvironmentState.Ended)
            {
                return null;
            }

            var waiter = dispatch.Environments.Ask(environment);
            if (dispatch.Queue.Take() is { } oldest)
            {
                dispatch.Environments.Deliver(environment, oldest);
            }
            else
            {
                dispatch.Environments.Park(environment);
            }

            return waiter;
        }
    }

    /// <summary>The environment is about to be sent the event that it asked for.</summary>
    public void Started(FunctionEnvironment environment, Invocation invocation) => report.Started(environment, invocation);

    /// <summary>The connection on which the environment asked is lost.</summary>
    public void Abandon(FunctionEnvironment environment, TaskCompletionSource<Invocation?> waiter)
    {
        lock (dispatch.Gate)
        {
            if (environment.Waiter != waiter)
            {
                return;
            }

            environment.Waiter = null;
            waiter.SetResult(null);
            dispatch.Environments.Return(environment);
        }
    }

    /// <summary>The event could not be handed over: another environment gets it, before all that came later.</summary>
    public void TakeBack(FunctionEnvironment environment, Invocation invocation)
    {
        lock (dispatch.Gate)
        {
            if (environment.Current != invocation)
            {
                return;
            }

            environment.Current = null;
            environment.Log = null;
            dispatch.Environments.Return(environment);
            if (dispatch.Environments.Warmest is { } another)
            {
                dispatch.Environments.Deliver(another, invocation);
            }
            else
            {
                dispatch.Queue.PutBack(invocation);
                dispatch.EnsureCapacity();
            }
        }

        report.LogTakenBack(pool.Function.Name, invocation.RequestId);
    }

    /// <summary>True when the environment has that event and owes its response.</summary>
    public bool Owes(FunctionEnvironment environment, string requestId)
    {
        lock (dispatch.Gate)
        {
            return environment.Current?.RequestId == requestId;
        }
    }

    /// <summary>True when the environment has answered, or never had an event, and so would be frozen on AWS. Its init isn't.</summary>
    public bool IsFrozen(FunctionEnvironment environment)
    {
        lock (dispatch.Gate)
        {
            return environment.State is EnvironmentState.Returning or EnvironmentState.Waiting;
        }
    }

    /// <summary>The environment is done with the event. False when it doesn't have it, or not any more.</summary>
    public bool TryComplete(FunctionEnvironment environment, string requestId, InvocationOutcome outcome)
    {
        Invocation invocation;
        lock (dispatch.Gate)
        {
            if (environment.Current is not { } current || current.RequestId != requestId)
            {
                return false;
            }

            invocation = current;
            environment.Last = current;
            environment.Current = null;
            if (dispatch.Environments.TryWarm(environment, out var isOnlyOne))
            {
                dispatch.Scaling.Learn(environment, isOnlyOne);
            }

            dispatch.Environments.Return(environment);
        }

        pool.Finish(invocation, outcome);
        return true;
    }

    /// <summary>The environment's init failed; its process ends next, with the last of its output. False when init was over.</summary>
    public bool TryFailInit(FunctionEnvironment environment, FunctionError error)
    {
        lock (dispatch.Gate)
        {
            if (environment.State != EnvironmentState.Starting)
            {
                return false;
            }

            environment.InitError = error;
            environment.Arm(LambdaQuotas.InitErrorExit, _time);
            return true;
        }
    }

    /// <summary>The environment's process has ended, or could not be started.</summary>
    public void Ended(FunctionEnvironment environment, FunctionError error) => End(environment, error);

    /// <summary>An attached process asks: a new environment, or one that was on its way back. Null when the pool has stopped.</summary>
    /// <param name="id">Null for a process without one, which is as good as any other. A second process of the same ID has none either.</param>
    public FunctionEnvironment? Attach(string? id = null)
    {
        lock (dispatch.Gate)
        {
            return dispatch.IsStopped ? null : dispatch.Environments.Attach(id);
        }
    }

    /// <summary>The attached environment that owes the response to that event.</summary>
    public FunctionEnvironment? FindAttached(string requestId)
    {
        lock (dispatch.Gate)
        {
            return dispatch.Environments.FindAttached(requestId);
        }
    }

    // The one place where time runs out for an environment.
    public void Expire(FunctionEnvironment environment)
    {
        if (!IsDebugged(environment) || !TryPostpone(environment))
        {
            End(environment, null);
        }
    }

    public bool IsDebugged(FunctionEnvironment environment) =>
        hasNoTimeouts || (environment.ProcessId is { } session && Debuggers.AreIn(session));

    /// <summary>False when it has been going on for longer than anybody debugs.</summary>
    private bool TryPostpone(FunctionEnvironment environment)
    {
        lock (dispatch.Gate)
        {
            if (environment.State == EnvironmentState.Ended || !environment.IsDue(_time))
            {
                return true;
            }

            if (_time.GetElapsedTime(environment.Since) >= LambdaQuotas.MaxDebugging)
            {
                return false;
            }

            // It gets its time anew, and that again, for as long as there is a debugger.
            environment.Arm(pool.Function.Timeout, _time);
        }

        report.LogPostponed(pool.Function.Name, pool.Function.Timeout);
        return true;
    }

    private FunctionError TimeOut(EnvironmentState state) => new(
        state == EnvironmentState.Starting
            ? "Init timed out: the function did not ask for an event"
            : string.Create(CultureInfo.InvariantCulture, $"Task timed out after {pool.Function.Timeout.TotalSeconds:0.00} seconds"),
        "Sandbox.Timedout");

    /// <param name="error">How the process ended; null when its time is over.</param>
    private void End(FunctionEnvironment environment, FunctionError? error)
    {
        Invocation? failed;
        EnvironmentState was;
        lock (dispatch.Gate)
        {
            was = environment.State;
            if (was == EnvironmentState.Ended || (error is null && !environment.IsDue(_time)))
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
                failed = dispatch.Queue.Take();
                failed?.Log?.FailInit(failed, environment);
            }

            dispatch.Environments.Remove(environment);
            dispatch.EnsureCapacity();
        }

        report.Ended(pool.Function.Name, environment, was, error, hasFailed: failed is not null);
        if (failed is not null)
        {
            // The function's own words stay as they are.
            pool.Finish(failed, (error == environment.InitError ? error : error.In(failed)).ToOutcome());
        }
    }
}
