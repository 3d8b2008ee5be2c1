using System.Collections.Immutable;
using Chat.Contracts.Faults;

namespace Chat.Emulator.Options;

/// <summary>What the emulator can be told; the command line and <c>LocalCloud</c> both end here.</summary>
public sealed record EmulatorOptions
{
    /// <summary>The port when none is asked for.</summary>
    public const int DefaultPort = 4510;

    /// <summary>How many environments a function may have when nothing else is asked for.</summary>
    public const int DefaultMaxEnvironments = 4;

    /// <summary>The cloud assembly (<c>cdk.out</c>) or template to run.</summary>
    public required string Assembly { get; init; }

    /// <summary>The account of stacks that don't say theirs, 12 digits. Null: the one that the template's ARNs spell out, else 000000000000.</summary>
    public string? Account { get; init; }

    /// <summary>
    /// The region of stacks that don't say theirs. Null: the one that the template's ARNs spell out, else that of <c>AWS_REGION</c> or
    /// <c>AWS_DEFAULT_REGION</c>, else us-east-1.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>Values for the template's parameters, by name.</summary>
    public ImmutableDictionary<string, string> Parameters { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Values for functions' environment variables; they win over the template's.</summary>
    public ImmutableDictionary<VariableName, string> Variables { get; init; } = ImmutableDictionary<VariableName, string>.Empty;

    /// <summary>The addresses behind VPC links, by the link's ID or logical ID, or the integration's logical ID.</summary>
    public ImmutableDictionary<string, Uri> Backends { get; init; } = ImmutableDictionary<string, Uri>.Empty;

    /// <summary>The port of the WebSocket API and <c>@connections</c>, on loopback. 0 takes a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>
    /// Where the certificate authority for https and wss is kept, with the files that let others trust it. Null: a folder of the user's own,
    /// <c>~/.local/share/chat-emulator</c> or the like.
    /// </summary>
    public string? TlsFolder { get; init; }

    /// <summary>Where the tables' data is kept. Null: in memory, gone at the end.</summary>
    public string? DataFolder { get; init; }

    /// <summary>A folder of static files served at <c>/</c>. Null: none.</summary>
    public string? WebFolder { get; init; }

    /// <summary>Stands in <see cref="Run"/> for every function that isn't named there.</summary>
    public const string EveryFunction = "*";

    /// <summary>The command to start instead of the runtime's own, by function name, or by <see cref="EveryFunction"/>.</summary>
    public ImmutableDictionary<string, string> Run { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether signatures are verified and permissions enforced, as on AWS.</summary>
    public bool Iam { get; init; } = true;

    /// <summary>
    /// Whether AWS's rates hold: of the account, and of the template's stages, routes and usage plans. Sizes, timers and the protocol do in
    /// any case.
    /// </summary>
    public bool AreRatesEnforced { get; init; } = true;

    /// <summary>
    /// Functions that somebody else starts, an IDE or Aspire: their processes poll <c>AWS_LAMBDA_RUNTIME_API=localhost:4510/{functionName}</c>,
    /// and the emulator starts none for them.
    /// </summary>
    public ImmutableArray<string> Attached { get; init; } = [];

    /// <summary>What goes wrong on purpose. Nothing, unless asked for; can be changed while the emulator runs.</summary>
    public FaultSettings Faults { get; init; } = FaultSettings.None;

    /// <summary>
    /// Whether a change of the template, or of a function's code, is deployed while the emulator runs; open connections stay open.
    /// </summary>
    public bool Watch { get; init; }

    /// <summary>
    /// Functions that are being debugged: neither their own timeouts nor those of their integrations end anything, for an hour at most. On
    /// Linux debuggers are noticed without it, unless the process is one of <see cref="Attached"/>.
    /// </summary>
    public ImmutableArray<string> Debugged { get; init; } = [];

    /// <summary>What the terminal shows of an emulator that runs as a process; <c>LocalCloud</c> writes nothing of its own.</summary>
    public TerminalOutput Output { get; init; }

    /// <summary>
    /// A file to record all sessions to, frame by frame, for <c>replay</c>: docs/replay.md. One that is there already is not overwritten. Null: nothing is recorded, until
    /// the console asks for it.
    /// </summary>
    public string? RecordingFile { get; init; }

    /// <summary>What changes through the console (<c>/_console</c>) need. Null: a random one, shown at the start alone; one that is given isn't shown.</summary>
    public string? ConsoleToken { get; init; }

    /// <summary>Functions that run behind another Invoke endpoint, by name: that of AWS's Lambda test tool, say. The emulator starts none for them.</summary>
    public ImmutableDictionary<string, Uri> InvokedElsewhere { get; init; } = ImmutableDictionary<string, Uri>.Empty;

    /// <summary>
    /// A DynamoDB endpoint to have the tables in, such as LocalStack's or DynamoDB Local's; those of the template that it lacks are made.
    /// Null: the emulator starts a server of its own.
    /// </summary>
    public Uri? TableEndpoint { get; init; }

    /// <summary>
    /// What requests to <see cref="TableEndpoint"/> are signed with, where that knows callers by their keys, as AWS's own emulator does. Null: any signature does.
    /// On a command line: the variables <c>EMULATOR_TABLES_ACCESS_KEY_ID</c> and <c>EMULATOR_TABLES_SECRET_ACCESS_KEY</c>.
    /// </summary>
    public TableCredentials? TableCredentials { get; init; }

    /// <summary>
    /// Whether the functions use the stack's tables on AWS, with the developer's credentials. <see cref="Iam"/> has to be off then: nobody here
    /// can verify a signature of AWS's.
    /// </summary>
    public bool AreTablesOnAws { get; init; }

    /// <summary>How many posts to a client that doesn't read may be refused when nothing else is asked for.</summary>
    public const int DefaultSlowConsumerRefusals = 20;

    /// <summary>Within which time, when nothing else is asked for.</summary>
    public static readonly TimeSpan DefaultSlowConsumerPeriod = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many posts to a client that doesn't read may be refused, with 429, within <see cref="SlowConsumerPeriod"/> before its connection is
    /// closed with 1008. 0: as many as come. What AWS does isn't known.
    /// </summary>
    public int SlowConsumerRefusals { get; init; } = DefaultSlowConsumerRefusals;

    /// <inheritdoc cref="SlowConsumerRefusals"/>
    public TimeSpan SlowConsumerPeriod { get; init; } = DefaultSlowConsumerPeriod;

    /// <summary>How many environments a function may have at a time, 1 to 1,000.</summary>
    public int MaxEnvironments { get; init; } = DefaultMaxEnvironments;

    /// <summary>How long AWS waits before it tries an asynchronous event again that failed, a minute; the second time it waits twice as long.</summary>
    public static readonly TimeSpan DefaultEventRetryPause = TimeSpan.FromMinutes(1);

    /// <summary>The same here: shorter for whoever doesn't want to wait.</summary>
    public TimeSpan EventRetryPause { get; init; } = DefaultEventRetryPause;

    internal DeployOptions Deploy => new()
    {
        Account = Account,
        Region = Region,
        Parameters = Parameters,
        Variables = Variables,
        Backends = Backends,
        Endpoints = ServiceEndpoints.Of(Environment.GetEnvironmentVariables()),
        DefaultRegion = Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION"),
    };

    // Set but empty counts as not set, as for AWS's SDKs.
    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
}
