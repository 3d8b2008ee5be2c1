using System.Collections.Immutable;
using System.Text;
using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Deployment;
using Chat.Emulator.Lambda.Pools;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Template;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>A function <c>websocket-send</c> in a real Runtime API, with processes that the test plays and a clock that it moves.</summary>
internal sealed class LambdaHost : IAsyncDisposable
{
    public const string Name = "websocket-send";

    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider _services;

    private LambdaHost(EmulatorOptions options, IChildProcesses? processes, TimeProvider? time, EventJournal? journal)
    {
        time ??= Time;
        var services = new ServiceCollection()
            .AddSingleton(options)
            .AddSingleton(processes ?? Processes)
            .AddSingleton<IFunctionVariables>(new Variables())
            .AddSingleton<ILoggerFactory>(new LoggerFactory([Log]))
            .AddSingleton(time)
            .AddSingleton(journal ?? new EventJournal(time));
        FunctionsSetup.AddFunctions(services);
        _services = services.BuildServiceProvider();
        Functions = _services.GetRequiredService<LambdaFunctions>();
    }

    public static Function Function { get; } = new()
    {
        LogicalId = "Send",
        Name = Name,
        Arn = $"arn:aws:lambda:eu-central-1:000000000000:function:{Name}",
        Runtime = "provided.al2023",
        Handler = Name,
        Timeout = TimeSpan.FromSeconds(3),
        MemorySizeInMB = 128,
        Environment = ImmutableDictionary<string, string>.Empty.Add("WEBSOCKET_TABLE", "websocket-connections"),
        CodeFolder = Path.GetTempPath(),
    };

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 29, 12, 0, 0, TimeSpan.Zero));

    public FakeProcesses Processes { get; } = new();

    public RecordingLog Log { get; } = new();

    public LambdaFunctions Functions { get; }

    public FunctionPool Pool => Functions.Find(Name)!;

    public static async Task<LambdaHost> StartAsync(
        int maxEnvironments = 4, Function? function = null, string? run = "send", IChildProcesses? processes = null, TimeProvider? time = null,
        bool attached = false, bool debugged = false, EventJournal? journal = null)
    {
        var commands = ImmutableDictionary<string, string>.Empty;
        var options = new EmulatorOptions
        {
            Assembly = "cdk.out",
            MaxEnvironments = maxEnvironments,
            Attached = attached ? [Name] : [],
            Debugged = debugged ? [Name] : [],
            Run = run is null ? commands : commands.Add(Name, run),
        };
        var host = new LambdaHost(options, processes, time, journal);
        await host.Functions.StartAsync([function ?? Function], CancellationToken.None);
        return host;
    }

    public static string Text(InvocationOutcome outcome) =>
        Encoding.UTF8.GetString(Assert.IsType<InvocationOutcome.Responded>(outcome).Payload.Span);

    public static InvocationOutcome.FunctionFailed Failure(InvocationOutcome outcome) =>
        Assert.IsType<InvocationOutcome.FunctionFailed>(outcome);

    public Task<InvocationOutcome> InvokeAsync(
        string payload = "{}", string? traceId = null, CancellationToken cancellationToken = default) =>
        Functions.InvokeAsync(new(Name, Encoding.UTF8.GetBytes(payload), traceId), cancellationToken).AsTask().WaitAsync(Limit, CancellationToken.None);

    /// <summary>Starts an environment and leaves it waiting in <c>next</c>.</summary>
    public async Task<(FakeProcess Process, Task<RuntimeEvent> Next)> WarmUpAsync()
    {
        var warmUp = Functions.WarmUpAsync(Name, CancellationToken.None);
        var process = await Processes.NextAsync();
        var next = process.Runtime.NextAsync();
        Assert.IsType<WarmUpOutcome.Ready>(await warmUp.WaitAsync(Limit));
        return (process, next);
    }

    /// <summary>Nothing signals that the server has noticed a connection come or go: looks until it has.</summary>
    public async Task UntilAsync(Func<PoolCounts, bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition(Pool.Counts))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class Variables : IFunctionVariables
    {
        public IReadOnlyDictionary<string, string> Of(Function function) =>
            new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "AKIALOCALSEND", ["AWS_SESSION_TOKEN"] = "local" };
    }
}
