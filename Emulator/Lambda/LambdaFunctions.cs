using System.Collections.Frozen;
using Chat.Emulator.Integration;
using Chat.Emulator.Lambda.Runtime;
using Chat.Emulator.Processes;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda;

/// <summary>The stack's functions, ready to be invoked. Owns their pools, their processes and the Runtime API they use.</summary>
internal sealed partial class LambdaFunctions : ILambdaInvoker, IAsyncDisposable
{
    private readonly LambdaMetrics _metrics = new();
    private readonly RuntimeApiServer _server;
    private readonly ManagedEnvironments _environments;
    private readonly FrozenDictionary<string, FunctionPool> _pools;
    private readonly Func<Function, IReadOnlyDictionary<string, string>> _variables;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    /// <param name="processes">Not owned; has to outlive this.</param>
    /// <param name="variables">What a function's process gets besides the template's variables: its credentials, endpoints.</param>
    public LambdaFunctions(
        IEnumerable<Function> functions,
        EmulatorOptions options,
        IChildProcesses processes,
        Func<Function, IReadOnlyDictionary<string, string>> variables,
        ILoggerFactory loggerFactory,
        TimeProvider time)
    {
        _logger = loggerFactory.CreateLogger<LambdaFunctions>();
        _time = time;
        _variables = variables;
        _server = new RuntimeApiServer();
        _environments = new ManagedEnvironments(_server, processes, options.Run, variables, loggerFactory, time);
        var poolLogger = loggerFactory.CreateLogger<FunctionPool>();
        _pools = functions.ToFrozenDictionary(
            function => function.Name,
            function => new FunctionPool(function, options.MaxEnvironments, _environments, _metrics, poolLogger, time)
            {
                IsStartedElsewhere = options.Attached.Contains(function.Name),
            });
    }

    /// <summary>Opens the Runtime API. Starts no process: the first invocation or <see cref="WarmUpAsync"/> does.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync(cancellationToken);

    public ValueTask<InvocationOutcome> InvokeAsync(LambdaInvocation invocation, CancellationToken cancellationToken) =>
        _pools.TryGetValue(invocation.FunctionName, out var pool)
            ? pool.InvokeAsync(invocation, cancellationToken)
            : ValueTask.FromResult<InvocationOutcome>(
                new InvocationOutcome.Unreachable($"There is no function {invocation.FunctionName} in the template."));

    public string? FindFrozen(string sessionToken) =>
        _environments.Find(sessionToken) is { } environment && environment.Pool.IsFrozen(environment) ? environment.Pool.Function.Name : null;

    /// <summary>Starts an environment of the function, unless there is one, and returns when it can take events, or why it can't.</summary>
    public Task<WarmUpOutcome> WarmUpAsync(string functionName, CancellationToken cancellationToken) =>
        _pools.TryGetValue(functionName, out var pool)
            ? pool.WarmUpAsync(cancellationToken)
            : Task.FromResult<WarmUpOutcome>(
                new WarmUpOutcome.Failed("ResourceNotFoundException", $"There is no function {functionName} in the template.", []));

    /// <summary>Accepts no invocation from now on, and waits that long for those under way. The rest ends with disposal.</summary>
    public async Task StopAcceptingAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        var drained = Task.WhenAll(_pools.Values.Select(pool => pool.DrainAsync()));
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
    public IReadOnlyDictionary<string, string> EnvironmentOf(Function function, string runtimeApi) =>
        FunctionVariables.For(function, new Dictionary<string, string>(), _variables(function), runtimeApi, _time.GetUtcNow());

    public async ValueTask DisposeAsync()
    {
        foreach (var pool in _pools.Values)
        {
            pool.Dispose();
        }

        await _environments.DisposeAsync();
        await _server.DisposeAsync();
        _metrics.Dispose();
    }

    [LoggerMessage(430, LogLevel.Warning, "Invocations were still under way {Grace} after the last one was accepted; they are ended")]
    private partial void LogNotDrained(TimeSpan grace);
}
