using System.Collections.Immutable;

namespace Chat.Emulator.Lambda.Pools;

/// <summary>A pool's environments, and what each is doing. Touched under the pool's lock only.</summary>
internal sealed class PooledEnvironments(FunctionPool pool)
{
    private readonly TimeProvider _time = pool.Time;

    // Oldest first.
    private readonly List<FunctionEnvironment> _all = [];

    // The last to become free is the first to be used: it is the warmest. Empty unless the queue is.
    private readonly List<FunctionEnvironment> _waiting = [];

    /// <summary>The one that is given the next event. Null when none waits for one.</summary>
    public FunctionEnvironment? Warmest => _waiting is [.., var last] ? last : null;

    /// <summary>Somebody else's process is one of them.</summary>
    public bool HasAttached => _all.Exists(e => e.IsAttached);

    public ImmutableArray<FunctionEnvironment> All => [.. _all];

    /// <summary>What they do, as far as that decides whether another one is started.</summary>
    public PoolLoad Load
    {
        get
        {
            int starting = 0, returning = 0, busy = 0;
            var isWarmingUp = false;
            foreach (var environment in _all)
            {
                starting += environment.State == EnvironmentState.Starting ? 1 : 0;
                busy += environment.State == EnvironmentState.Busy ? 1 : 0;
                returning += environment.State == EnvironmentState.Returning
                    && _time.GetElapsedTime(environment.ReturningSince) < LambdaQuotas.Return ? 1 : 0;
                isWarmingUp |= environment is { State: EnvironmentState.Busy, IsWarm: false }
                    && _time.GetElapsedTime(environment.BusySince) < LambdaQuotas.FirstEvent;
            }

            return new PoolLoad
            {
                Queued = 0,
                Environments = _all.Count,
                Starting = starting,
                Returning = returning,
                Busy = busy,
                IsWarmingUp = isWarmingUp,
                HasAttached = HasAttached,
            };
        }
    }

    public PoolCounts Count(int queued) => new(_all.Count, _waiting.Count, _all.Count(e => e.Current is not null), queued);

    public ImmutableArray<EnvironmentDescription> Describe() =>
    [
        .. _all.Select(environment => new EnvironmentDescription(
            environment.Id,
            environment.State,
            environment.IsAttached,
            environment.IsWarm,
            environment.Current?.RequestId,
            environment.Current is null ? null : _time.GetElapsedTime(environment.BusySince))),
    ];

    public FunctionEnvironment Add(bool isAttached, string? id = null)
    {
        var environment = new FunctionEnvironment(pool, isAttached)
        {
            Id = id ?? FunctionEnvironment.NewId(),
            IsNamed = id is not null,
            Since = _time.GetTimestamp(),
        };
        environment.Timer = _time.CreateTimer(_ => pool.Events.Expire(environment), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _all.Add(environment);
        return environment;
    }

    /// <summary>One that has started if there is any, else one that hasn't yet.</summary>
    public FunctionEnvironment? Find() => _all.Find(e => e.State != EnvironmentState.Starting) ?? _all.FirstOrDefault();

    /// <summary>The attached environment that owes the response to that event.</summary>
    public FunctionEnvironment? FindAttached(string requestId) => _all.Find(e => e.IsAttached && e.Current?.RequestId == requestId);

    /// <summary>An attached process asks: a new environment, or one that was on its way back.</summary>
    /// <param name="id">Null for a process without one, which is as good as any other. A second process of the same ID has none either.</param>
    public FunctionEnvironment Attach(string? id)
    {
        if (id is not null && _all.Find(e => e.Id == id) is not { State: not EnvironmentState.Returning })
        {
            return _all.Find(e => e.Id == id) ?? Add(isAttached: true, id);
        }

        return _all.Find(e => e is { IsAttached: true, IsNamed: false, State: EnvironmentState.Returning }) ?? Add(isAttached: true);
    }

    /// <summary>It asks for its next event, and from now on waits for one.</summary>
    public TaskCompletionSource<Invocation?> Ask(FunctionEnvironment environment)
    {
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
        return environment.Waiter;
    }

    /// <summary>There is no event for it.</summary>
    public void Park(FunctionEnvironment environment)
    {
        if (environment.State != EnvironmentState.Waiting)
        {
            environment.Since = _time.GetTimestamp();
            environment.State = EnvironmentState.Waiting;
            environment.Disarm();
            _waiting.Add(environment);
        }
    }

    public void Deliver(FunctionEnvironment environment, Invocation invocation)
    {
        _waiting.Remove(environment);
        environment.State = EnvironmentState.Busy;
        environment.Current = invocation;
        environment.BusySince = environment.Since = _time.GetTimestamp();
        invocation.DeadlineMs = (_time.GetUtcNow() + pool.Function.Timeout).ToUnixTimeMilliseconds();
        environment.Arm(pool.Function.Timeout, _time);

        var waiter = environment.Waiter!;
        environment.Waiter = null;
        waiter.SetResult(invocation);
    }

    /// <summary>It has no event any more, and is about to ask for one.</summary>
    public void Return(FunctionEnvironment environment)
    {
        _waiting.Remove(environment);
        environment.State = EnvironmentState.Returning;
        environment.ReturningSince = environment.Since = _time.GetTimestamp();
        environment.Arm(environment.IsAttached ? LambdaQuotas.AttachedReturn : pool.Function.Timeout, _time);
    }

    /// <summary>It has answered. True when that was its first event.</summary>
    public bool TryWarm(FunctionEnvironment environment, out bool isOnlyOne)
    {
        var isFirst = !environment.IsWarm;
        environment.IsWarm = true;
        isOnlyOne = isFirst && _all.Count(other => other.IsWarm) == 1;
        return isFirst;
    }

    public void Remove(FunctionEnvironment environment)
    {
        _all.Remove(environment);
        _waiting.Remove(environment);
        environment.State = EnvironmentState.Ended;
        environment.Current = null;
        environment.Waiter?.SetResult(null);
        environment.Waiter = null;
        environment.Timer!.Dispose();
        environment.Kill();
    }
}
