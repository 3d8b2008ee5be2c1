using System.Collections.Immutable;
using Chat.Contracts.Faults;
using Chat.Emulator.Gateway;
using Chat.Emulator.Host.Check;
using Chat.Emulator.Host.Start;
using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.Journal;
using Chat.Emulator.Lambda;
using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Recording;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host;

/// <summary>
/// A stack that runs on this machine: its WebSocket APIs, functions and tables. In a test:
/// <code>await using var cloud = await LocalCloud.StartAsync(new EmulatorOptions { Assembly = "cdk.out", Port = 0 }, cancellationToken);</code>
/// </summary>
public sealed class LocalCloud : IAsyncDisposable
{
    private readonly EmulatorOptions _options;
    private readonly CloudParts _parts;
    private readonly RunningStack _stack;
    private readonly ApiPorts _ports;
    private readonly FaultInjection _faults;
    private readonly LambdaFunctions _functions;
    private int _disposed;

    private LocalCloud(EmulatorOptions options, CloudParts parts)
    {
        _options = options;
        _parts = parts;
        var services = parts.Door.Services;
        _stack = services.GetRequiredService<RunningStack>();
        _ports = services.GetRequiredService<ApiPorts>();
        _faults = services.GetRequiredService<FaultInjection>();
        _functions = services.GetRequiredService<LambdaFunctions>();
        IsIamOn = options.Iam;
        TableEndpoint = services.GetRequiredService<TableAddresses>().Endpoint;
        PageUrl = parts.Door.PageUrl;
        ConsoleUrl = parts.Door.ConsoleUrl;
        AuthorityFile = parts.Door.AuthorityFile;
        IsConsoleTokenGiven = !string.IsNullOrEmpty(options.ConsoleToken);
        BrokeDown = Task.WhenAny(parts.Modules.Select(module => module.BrokeDown)).Unwrap();
    }

    /// <summary>What runs, as the template says; another one after a change of the template, with <see cref="EmulatorOptions.Watch"/>.</summary>
    public Stack Stack => _stack.Current;

    /// <summary>Every stage of every API, with its addresses.</summary>
    public ImmutableArray<RunningStage> Stages => RunningStage.Of(Stack, _ports);

    /// <summary>True when calls need a signature, and their function's permission.</summary>
    public bool IsIamOn { get; }

    /// <summary>What goes wrong on purpose, with the seed of it.</summary>
    public FaultSettings Faults => _faults.Settings;

    /// <summary>Where the tables are, for <c>AWS_ENDPOINT_URL_DYNAMODB</c>. Null when the template has no table.</summary>
    public Uri? TableEndpoint { get; }

    /// <summary>The certificate (PEM) that clients of https and wss have to trust; they are on the same port.</summary>
    public string AuthorityFile { get; }

    /// <summary>Where <see cref="EmulatorOptions.WebFolder"/> is served. Null without one.</summary>
    public Uri? PageUrl { get; }

    /// <summary>The console, with the token that lets its page make changes: not for logs.</summary>
    public Uri ConsoleUrl { get; }

    /// <summary>True when <see cref="EmulatorOptions.ConsoleToken"/> says it: whoever started the emulator knows the token then.</summary>
    internal bool IsConsoleTokenGiven { get; }

    /// <summary>What a person is told of what runs.</summary>
    internal IEnumerable<ReportLine> Lines => _parts.Modules.SelectMany(module => module.Describe(Stack));

    /// <summary>Completes, with the reason, when something that the stack can't do without has ended. Never, while all is well.</summary>
    public Task<string> BrokeDown { get; }

    /// <summary>
    /// Starts the stack, and returns when a message can be sent. Throws <see cref="EmulatorStartException"/>, with nothing left running.
    /// Logs nothing.
    /// </summary>
    public static Task<LocalCloud> StartAsync(EmulatorOptions options, CancellationToken cancellationToken) =>
        StartAsync(options, _ => { }, cancellationToken);

    /// <inheritdoc cref="StartAsync(EmulatorOptions, CancellationToken)"/>
    /// <param name="logging">Where the logs go; each function writes under a category of its own name.</param>
    public static async Task<LocalCloud> StartAsync(EmulatorOptions options, Action<ILoggingBuilder> logging, CancellationToken cancellationToken)
    {
        var stack = ReadStack(options);
        RunnableStack.Require(stack, options.Assembly);
        options = FunctionNames.InOptions(options, stack);
        return new LocalCloud(options, await CloudStart.RunAsync(options, stack, logging, cancellationToken));
    }

    /// <summary>Closes the connections, lets their <c>$disconnect</c> run, then ends the functions and the tables' server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _parts.DisposeAsync();
        }
    }

    /// <summary>What happens in it.</summary>
    internal EventJournal Journal => _parts.Door.Services.GetRequiredService<EventJournal>();

    /// <summary>The file that sessions are recorded to. Null: none.</summary>
    internal string? Recording => _parts.Door.Services.GetRequiredService<Recordings>().State is { IsOn: true, File: { } file } ? file : null;

    /// <summary>What its clients do and hear.</summary>
    internal SessionTap Sessions => _parts.Door.Services.GetRequiredService<SessionTap>();

    /// <summary>What of the stack works and what doesn't, as it runs now.</summary>
    internal StackReport Check() => new StackCheck(Stack, _options, [.. Stack.Functions.Select(Report)]).Report();

    private FunctionReport Report(Function function)
    {
        var isElsewhere = _options.Attached.Contains(function.Name) || _options.InvokedElsewhere.ContainsKey(function.Name);
        return new FunctionReport(function.Name, function.LogicalId, function.Runtime, isElsewhere ? null : _functions.FindProblem(function.Name), []);
    }

    private static Stack ReadStack(EmulatorOptions options)
    {
        try
        {
            return CloudAssembly.Read(options.Assembly, options.Deploy, CloudModules.Readers);
        }
        catch (TemplateException e)
        {
            throw new EmulatorStartException(e.Message, e) { ExitCode = e.IsUnreadable ? 2 : 1 };
        }
    }
}
