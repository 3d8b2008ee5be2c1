namespace Chat.Emulator.Lambda.Pools;

/// <summary>
/// A function's invocations that wait and its environments, under their one lock: each decision needs both, to hand over, start, wait or throttle.
/// Nothing waits or calls out under it. Whoever waits, waits on a task that completes elsewhere.
/// </summary>
internal sealed class Dispatch : IDisposable
{
    private readonly FunctionPool _pool;
    private readonly PoolSettings _settings;
    private readonly IEnvironmentStarter _starter;
    private readonly PoolReport _report;
    private readonly ITimer _recheck;

    public Dispatch(FunctionPool pool, PoolSettings settings, IEnvironmentStarter starter, PoolReport report)
    {
        _pool = pool;
        _settings = settings;
        _starter = starter;
        _report = report;
        Queue = new(pool.Time);
        Environments = new(pool);
        Scaling = new(settings.MaxEnvironments, pool.Time);
        _recheck = pool.Time.CreateTimer(_ => Recheck(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Held by whoever touches what follows.</summary>
    public Lock Gate { get; } = new();

    public InvocationQueue Queue { get; }

    public PooledEnvironments Environments { get; }

    public Scaling Scaling { get; }

    public bool IsStopped { get; set; }

    /// <summary>Starts environments for those in the queue that nobody is on the way for.</summary>
    public void EnsureCapacity()
    {
        if (IsStopped || Queue.Count == 0)
        {
            return;
        }

        if (_settings.IsStartedElsewhere)
        {
            if (!Environments.HasAttached)
            {
                _report.LogNobodyAttached(_pool.Function.Name);
            }

            return;
        }

        var (starts, lookAgainIn) = Scaling.Decide(Queue, Environments);
        for (var started = 0; started < starts; started++)
        {
            StartEnvironment();
            Queue.BeginAnew();
        }

        if (lookAgainIn is { } wait)
        {
            _recheck.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    public FunctionEnvironment StartEnvironment()
    {
        var environment = Environments.Add(isAttached: false);
        environment.Arm(_starter.Start(environment), _pool.Time);
        return environment;
    }

    public void Dispose() => _recheck.Dispose();

    private void Recheck()
    {
        lock (Gate)
        {
            EnsureCapacity();
        }
    }
}
