using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics;
using Chat.Emulator.Invocations;
using Chat.Emulator.Lambda.Invoke;
using Chat.Emulator.Lambda.Pools;
using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Telemetry;
using Chat.Emulator.Template;
using Chat.ServiceDefaults;

namespace Chat.Emulator.Lambda;

/// <summary>The stack's functions, ready to be invoked. Owns their pools, their processes and the Runtime API they use.</summary>
internal sealed partial class LambdaFunctions : ILambdaInvoker, IAsyncDisposable
{
    private readonly ManagedEnvironments _environments;
    private readonly ConcurrentDictionary<FunctionPool, bool> _retired = new();
    private readonly Func<Function, FunctionPool> _createPool;
    private readonly InvokedElsewhere? _elsewhere;
    private readonly IFunctionVariables _variables;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private volatile FrozenDictionary<string, FunctionPool> _pools = FrozenDictionary<string, FunctionPool>.Empty;
    private int _disposed;

    /// <param name="environments">Owned.</param>
    /// <param name="variables">For processes that somebody else starts.</param>
    public LambdaFunctions(EmulatorOptions options, ManagedEnvironments environments, IFunctionVariables variables, PoolReport report, TimeProvider time)
    {
        _logger = report.CreateLogger<LambdaFunctions>();
        _time = time;
        _variables = variables;
        _environments = environments;
        _elsewhere = InvokedElsewhere.Create(options.InvokedElsewhere);
        _createPool = function => new FunctionPool(
            function,
            new(options.MaxEnvironments)
            {
                IsStartedElsewhere = options.Attached.Contains(function.Name),
                HasNoTimeouts = options.Debugged.Contains(function.Name),
            },
            _environments,
            report,
            time);
    }

    public ImmutableArray<string> Names => _pools.Keys;

    /// <summary>The command that starts a function instead of its runtime's own, by name: for processes that are started from now on.</summary>
    public ImmutableDictionary<string, string> Commands
    {
        set => _environments.Commands = value;
    }

    /// <summary>Opens the Runtime API, for these functions. Starts no process: the first invocation or <see cref="WarmUpAsync"/> does.</summary>
    public Task StartAsync(IEnumerable<Function> functions, CancellationToken cancellationToken)
    {
        _pools = functions.ToFrozenDictionary(function => function.Name, _createPool);
        return _environments.OpenAsync(cancellationToken);
    }

    public ValueTask<InvocationOutcome> InvokeAsync(LambdaInvocation invocation, CancellationToken cancellationToken) =>
        _elsewhere?.Find(invocation.FunctionName) is { } endpoint
            ? _elsewhere.InvokeAsync(endpoint, invocation, cancellationToken)
            : _pools.TryGetValue(invocation.FunctionName, out var pool)
            ? GatewaySpans.StartInvocation(pool.Function.Name, pool.Function.Arn) is { } span
                ? InvokeAsync(pool, invocation, span, cancellationToken)
                : pool.InvokeAsync(invocation, cancellationToken)
            : ValueTask.FromResult<InvocationOutcome>(
                new InvocationOutcome.Unreachable($"There is no function {invocation.FunctionName} in the template."));

    /// <inheritdoc cref="ManagedEnvironments.AskNode"/>
    public void AskNode(IEnumerable<Function> functions) => _environments.AskNode(functions);

    /// <summary>Why the function can't run as things are, and what to do. Null when it can be tried.</summary>
    public string? FindProblem(string functionName) => Find(functionName) is { } pool ? FindProblem(pool.Function) : null;

    /// <inheritdoc cref="FindProblem(string)"/>
    public string? FindProblem(Function function) => Runtimes.CommandFor(function, _environments.Commands) is RuntimeCommand.Missing missing ? missing.Reason : null;

    public AsyncSettings AsyncSettingsOf(string functionName) => Find(functionName)?.Function.Async ?? AsyncSettings.Default;

    public bool IsBeingDebugged(string functionName) => _pools.TryGetValue(functionName, out var pool) && pool.IsBeingDebugged;

    /// <summary>A pool that gets no events until it has replaced another; until then it is the caller's to dispose of.</summary>
    public FunctionPool Prepare(Function function) => _createPool(function);

    /// <summary>
    /// Gives this pool the events of its function from now on. The former one finishes those that it has, then its processes end: the
    /// result completes then.
    /// </summary>
    public Task Replace(FunctionPool pool)
    {
        var former = Find(pool.Function.Name);
        _pools = _pools.Where(other => other.Key != pool.Function.Name)
            .Append(KeyValuePair.Create(pool.Function.Name, pool))
            .ToFrozenDictionary();
        return former is null ? Task.CompletedTask : RetireAsync(former, pool);
    }

    /// <summary>The function is no more, as soon as it has finished the events that it has: the result completes then.</summary>
    public Task Remove(string functionName)
    {
        var former = Find(functionName);
        _pools = _pools.Where(other => other.Key != functionName).ToFrozenDictionary();
        return former is null ? Task.CompletedTask : RetireAsync(former, null);
    }

    public string? FindFrozen(string sessionToken) =>
        _environments.Find(sessionToken) is { } environment && environment.Pool.Events.IsFrozen(environment) ? environment.Pool.Function.Name : null;

    // Without the pool's lock: an event that begins or ends at this very moment may be missed.
    public InvocationCause FindCause(string sessionToken) =>
        _environments.Find(sessionToken) is not { } environment ? default
            : environment.Current is { } current
                ? new InvocationCause(current.MessageId, current.RequestId, environment.Pool.Function.Name, environment.Id)
                : new InvocationCause(null, null, environment.Pool.Function.Name, environment.Id);

    /// <summary>Starts an environment of the function, unless there is one, and returns when it can take events, or why it can't.</summary>
    public Task<WarmUpOutcome> WarmUpAsync(string functionName, CancellationToken cancellationToken) =>
        _pools.TryGetValue(functionName, out var pool)
            ? pool.WarmUpAsync(cancellationToken)
            : Task.FromResult<WarmUpOutcome>(
                new WarmUpOutcome.Failed("ResourceNotFoundException", $"There is no function {functionName} in the template.", []));

    /// <summary>Accepts no invocation from now on, and waits that long for those under way. The rest ends with disposal.</summary>
    public async Task StopAcceptingAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        var drained = Task.WhenAll(_pools.Values.Concat(_retired.Keys).Select(pool => pool.DrainAsync()));
        try
        {
            await drained.WaitAsync(grace, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            LogNotDrained(grace);
        }
    }

    /// <summary>The pool of a function, for those who attach to it.</summary>
    public FunctionPool? Find(string functionName) => _pools.GetValueOrDefault(functionName);

    /// <summary>What a process that somebody else starts for the function needs in its environment; nothing of this machine's own.</summary>
    /// <param name="environmentId">What it goes by from now on.</param>
    public IReadOnlyDictionary<string, string> EnvironmentOf(Function function, string runtimeApi, string environmentId) =>
        FunctionVariables.For(
            function,
            new Dictionary<string, string>(),
            ManagedEnvironments.WithOwnToken(_variables.Of(function), environmentId),
            runtimeApi,
            _time.GetUtcNow());

    /// <summary>What the template gives a function, and what is added so that it finds this cloud. Not what the machine and the runtime add.</summary>
    public IReadOnlyDictionary<string, string> VariablesOf(Function function) => function.Environment.SetItems(_variables.Of(function));

    /// <summary>An environment that somebody else started: found by its session token from now on.</summary>
    public void Know(FunctionEnvironment environment) => _environments.Know(environment);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        foreach (var pool in _pools.Values.Concat(_retired.Keys))
        {
            pool.Dispose();
        }

        _elsewhere?.Dispose();
        await _environments.DisposeAsync();
    }

    private static async ValueTask<InvocationOutcome> InvokeAsync(
        FunctionPool pool, LambdaInvocation invocation, Activity span, CancellationToken cancellationToken)
    {
        // A process or timer that this event starts outlives it, and must not take its trace along.
        Activity.Current = null;
        using (span)
        {
            var traced = invocation with { TraceId = XRayTraceHeader.Format(span.Context), Span = span };
            var outcome = await pool.InvokeAsync(traced, cancellationToken);
            span.SetOutcome(outcome);
            return outcome;
        }
    }

    private async Task RetireAsync(FunctionPool former, FunctionPool? successor)
    {
        _retired[former] = true;
        await former.RetireAsync(successor);
        former.Dispose();
        _retired.TryRemove(former, out _);
    }

    [LoggerMessage(430, LogLevel.Warning, "Invocations were still running {Grace} after the last one was accepted, and are ended")]
    private partial void LogNotDrained(TimeSpan grace);
}
