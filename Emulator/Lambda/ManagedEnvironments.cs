using System.Collections.Concurrent;
using System.Collections.Immutable;
using Chat.Emulator.Lambda.Bootstraps;
using Chat.Emulator.Lambda.Pools;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Lambda.Runtime;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda;

/// <summary>Starts environments as processes of the emulator's own, each with a Runtime API address of its own.</summary>
/// <param name="server">Owned.</param>
/// <param name="variables">What a function's process gets besides the template's variables.</param>
internal sealed partial class ManagedEnvironments(
    RuntimeApiServer server,
    IChildProcesses processes,
    Func<Function, IReadOnlyDictionary<string, string>> variables,
    EnvironmentOutput output,
    TimeProvider time) : IEnvironmentStarter, IAsyncDisposable
{
    private readonly ILogger _logger = output.CreateLogger<ManagedEnvironments>();
    private readonly ConcurrentDictionary<FunctionEnvironment, Task> _running = new();
    private readonly ConcurrentDictionary<string, FunctionEnvironment> _byId = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly NodeFlags _nodeFlags = new(processes);

    /// <summary>The command that starts a function instead of its runtime's own, by name.</summary>
    public ImmutableDictionary<string, string> Commands { get; set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Asks Node.js ahead of the first start what that start needs to know of it.</summary>
    public void AskNode(IEnumerable<Function> functions) => _nodeFlags.AskFor(functions.Select(function => Runtimes.CommandFor(function, Commands)));

    /// <summary>Opens the Runtime API. Starts no process.</summary>
    public Task OpenAsync(CancellationToken cancellationToken) => server.StartAsync(cancellationToken);

    public TimeSpan Start(FunctionEnvironment environment)
    {
        var command = Runtimes.CommandFor(environment.Pool.Function, Commands);
        _running[environment] = RunAsync(environment, command);
        return command is RuntimeCommand.Start start ? start.InitTimeout : LambdaQuotas.InitTimeout;
    }

    /// <summary>The environment that has this session token.</summary>
    public FunctionEnvironment? Find(string sessionToken) =>
        sessionToken.LastIndexOf('.') is >= 0 and var dot ? _byId.GetValueOrDefault(sessionToken[(dot + 1)..]) : null;

    /// <summary>An attached process goes by this environment's ID: it is found by its session token, until it is gone.</summary>
    public void Know(FunctionEnvironment environment)
    {
        if (_byId.GetValueOrDefault(environment.Id) != environment)
        {
            _byId[environment.Id] = environment;
            _ = ForgetAsync(environment);
        }
    }

    /// <summary>Returns when every process is gone. The pools have been disposed of before: they ask for the processes' ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values);
        _stopping.Dispose();
        await server.DisposeAsync();
    }

    private async Task ForgetAsync(FunctionEnvironment environment)
    {
        await environment.KillRequested;
        _byId.TryRemove(KeyValuePair.Create(environment.Id, environment));
    }

    private async Task RunAsync(FunctionEnvironment environment, RuntimeCommand command)
    {
        // The caller holds the pool's lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        _byId[environment.Id] = environment;
        environment.Pool.Events.Ended(environment, await RunToEndAsync(environment, command));
        _byId.TryRemove(environment.Id, out _);
        _running.TryRemove(environment, out _);
    }

    private async Task<FunctionError> RunToEndAsync(FunctionEnvironment environment, RuntimeCommand command)
    {
        var function = environment.Pool.Function;
        if (command is not RuntimeCommand.Start start)
        {
            return new(FirstLine(((RuntimeCommand.Missing)command).Reason), "Runtime.InvalidEntrypoint");
        }

        try
        {
            start = await _nodeFlags.WithoutUnknownAsync(start, _stopping.Token);
            await using var port = await server.OpenAsync(environment, _stopping.Token);
            var lines = output.CreateLogger(function.Name);
            await using var child = await processes.StartAsync(
                new ChildProcessStart(
                    function.Name,
                    start.FileName,
                    start.Arguments,
                    start.WorkingDirectory,
                    FunctionVariables.For(
                        function, Environment.GetEnvironmentVariables(), WithOwnToken(variables(function), environment.Id), port.Address, time.GetUtcNow()),
                    written => output.Take(environment, lines, written))
                {
                    // A port of the environment's own: as on AWS, nothing that it has started outlives it.
                    Mark = "AWS_LAMBDA_RUNTIME_API",
                },
                _stopping.Token);
            environment.ProcessId = child.Id;
            environment.Flush = child.FlushAsync;
            LogStarted(function.Name, child.Id, port.Address);

            await Task.WhenAny(child.Exited, environment.KillRequested);
            child.Kill();
            return ExitReason.Describe(await child.Exited);
        }
        catch (ChildProcessException e)
        {
            return new(e.Message, "Runtime.InvalidEntrypoint");
        }
        catch (OperationCanceledException)
        {
            return FunctionPool.Stopping;
        }
        catch (Exception e)
        {
            // The pool counts on hearing of every end.
            LogBroken(e, function.Name);
            return new(e.Message, "Sandbox.Failure");
        }
    }

    // What a compiler wrote has been said at the start, once for all functions of its project: not again with each invocation.
    private static string FirstLine(string reason) => reason.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end ? reason[..end].TrimEnd(':') + "." : reason;

    /// <summary>As on AWS, where no two environments have the same session.</summary>
    public static Dictionary<string, string> WithOwnToken(IReadOnlyDictionary<string, string> variables, string environmentId)
    {
        const string Token = "AWS_SESSION_TOKEN";
        var own = new Dictionary<string, string>(variables);
        if (own.TryGetValue(Token, out var given))
        {
            own[Token] = $"{given}.{environmentId}";
        }

        return own;
    }

    [LoggerMessage(420, LogLevel.Debug, "{Function} started as process {ProcessId}; its Runtime API is at {Address}")]
    private partial void LogStarted(string function, int processId, string address);

    [LoggerMessage(421, LogLevel.Error, "An environment of {Function} broke down")]
    private partial void LogBroken(Exception exception, string function);
}
