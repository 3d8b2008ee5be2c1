using System.Collections.Immutable;
using Amazon.Runtime;
using Chat.Emulator.Lambda;
using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Reload;

/// <summary>
/// Puts what has changed in the place of what runs. Everything that can fail comes first, the start of the functions' new processes
/// included; then the modules take over one after the other, without a moment in which a message finds no route, or its route no function.
/// Belongs to one caller at a time.
/// </summary>
internal sealed partial class Redeployment
{
    private readonly EmulatorOptions _options;
    private readonly RunningStack _stack;
    private readonly ImmutableArray<IModule> _modules;
    private readonly ModuleVariables _variables;
    private readonly ILogger _logger;
    private readonly FileHashes _hashes;
    private readonly FunctionChanges _functions;
    private ImmutableDictionary<string, FunctionChanges.Version> _running;
    private Stack _read;

    /// <summary>Looks at the code that is about to run: made before the first process is started.</summary>
    // Six: what runs, and what functions are told of it, are two things that change one after the other.
    public Redeployment(
        EmulatorOptions options, RunningStack stack, IEnumerable<IModule> modules, ModuleVariables variables, ILogger<Redeployment> logger, TimeProvider time)
    {
        _options = options;
        _stack = stack;
        _modules = [.. modules];
        _variables = variables;
        _logger = logger;
        _hashes = new FileHashes(time);
        _functions = new FunctionChanges(options, variables, _hashes);
        _read = stack.Current;

        // Code that is being written right now is looked at again when the watch begins.
        _running = _functions.Look(_read.Functions) ?? ImmutableDictionary<string, FunctionChanges.Version>.Empty;
    }

    /// <summary>What decides what runs: the template, the code of what runs, and that of what was read last, which may not run yet.</summary>
    public ImmutableArray<string> Paths =>
    [
        .. new[] { _stack.Current, _read }
            .Distinct()
            .SelectMany(stack => stack.Functions
                .Where(function => !_options.Attached.Contains(function.Name))
                .SelectMany(function => CodePaths.Of(function, RunCommands.Of(_options, stack.Functions))))
            .Concat(CodePaths.OfAssembly(_options.Assembly))
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Of the content of <see cref="Paths"/>. Null while some of it can't be read.</summary>
    public string? Hash() => _hashes.Of(Paths);

    /// <summary>Reads the template again and deploys what differs.</summary>
    public async Task<RedeploymentResult> TryAsync(CancellationToken cancellationToken)
    {
        var before = _stack.Current;
        try
        {
            var after = _read = CloudAssembly.Read(_options.Assembly, _options.Deploy, CloudModules.Readers);
            if (_modules.Select(module => module.WhyNot(before, after)).FirstOrDefault(why => why is not null) is { } reason)
            {
                return new RedeploymentResult.Refused(reason);
            }

            return await DeployAsync(before, after, cancellationToken);
        }
        catch (Exception e) when (
            e is TemplateException or EmulatorStartException or TableServerException or FormatException or IOException or UnauthorizedAccessException
            or AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            return new RedeploymentResult.Refused(e.Message);
        }
    }

    /// <summary>Everything is up, so that what functions find in their environments is known.</summary>
    public void Begin() => _running = _functions.WithVariables(_running);

    // The functions' new processes are started with the new credentials and addresses, and call with the new permissions. Processes that
    // run keep their credentials: a function's are the same for as long as the emulator runs.
    private async Task<RedeploymentResult> DeployAsync(Stack before, Stack after, CancellationToken cancellationToken)
    {
        var isDeployed = false;
        _variables.Announce(after);
        try
        {
            if (_functions.Look(after.Functions) is not { } versions)
            {
                return new RedeploymentResult.Refused("the functions' code is being written.");
            }

            var changes = StackChanges.Of(before, after, _functions.Between(_running, versions), _modules);
            if (changes.IsEmpty)
            {
                return new RedeploymentResult.Unchanged();
            }

            await DeployAsync(new(before, after, [.. changes.Functions.Keys.Select(name => versions[name].Function)]), cancellationToken);
            _running = versions;
            isDeployed = true;
            WarnOfWhatIsNew(before, after);
            return new RedeploymentResult.Redeployed(changes);
        }
        finally
        {
            if (!isDeployed)
            {
                _variables.Announce(before);
            }
        }
    }

    private async Task DeployAsync(StackChange change, CancellationToken cancellationToken)
    {
        var prepared = new Stack<Takeover>();
        try
        {
            // Step 1: what may fail, while the old runs on.
            foreach (var module in _modules)
            {
                prepared.Push(await module.PrepareAsync(change, cancellationToken));
            }

            // Step 2: the swap. Functions and permissions are there before the routes that lead to them.
            foreach (var part in prepared.Reverse())
            {
                part.TakeOver();
            }

            // Step 3: what nothing leads to any more.
            _stack.Current = change.After;
            foreach (var part in prepared)
            {
                await part.FinishAsync(cancellationToken);
            }
        }
        finally
        {
            foreach (var part in prepared)
            {
                part.Dispose();
            }
        }
    }

    private void WarnOfWhatIsNew(Stack before, Stack after)
    {
        var notRun = after.NotRun.Except(before.NotRun).Select(resource => $"{resource.LogicalId} is not run: the emulator has no {resource.Type}");
        foreach (var warning in _modules.SelectMany(module => module.Warnings(after).Except(module.Warnings(before))).Concat(notRun))
        {
            LogWarning(warning);
        }
    }

    [LoggerMessage(1855, LogLevel.Warning, "{Warning}")]
    private partial void LogWarning(string warning);
}
