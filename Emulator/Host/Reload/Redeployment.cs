using System.Collections.Immutable;
using Amazon.Runtime;
using Chat.Emulator.Gateway;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Host.Start;
using Chat.Emulator.Iam;
using Chat.Emulator.Lambda.Invoke;
using Chat.Emulator.LiveConsole;
using Chat.Emulator.Options;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Reload;

/// <summary>
/// Puts what has changed in the place of what runs. Everything that can fail comes first, the start of the functions' new processes
/// included; then functions, permissions and routes are swapped one after the other, without a moment in which a message finds none.
/// Belongs to one caller at a time.
/// </summary>
internal sealed partial class Redeployment : IDisposable
{
    private readonly EmulatorOptions _options;
    private readonly CloudParts _parts;
    private readonly CallerCredentials _credentials;
    private readonly FunctionEndpoints _endpoints;
    private readonly ILogger _logger;
    private readonly FileHashes _hashes;
    private readonly FunctionChanges _functions;
    private readonly FunctionGenerations _generations;
    private ImmutableDictionary<string, FunctionChanges.Version> _running;
    private Stack _read;

    /// <summary>Looks at the code that is about to run: made before the first process is started.</summary>
    public Redeployment(
        EmulatorOptions options,
        CloudParts parts,
        CallerCredentials credentials,
        FunctionEndpoints endpoints,
        TimeProvider time,
        ILogger<Redeployment> logger)
    {
        _options = options;
        _parts = parts;
        _credentials = credentials;
        _endpoints = endpoints;
        _logger = logger;
        _hashes = new FileHashes(time);
        _functions = new FunctionChanges(options, endpoints, _hashes);
        _generations = new FunctionGenerations(options, parts);
        _read = parts.Stack!;

        // Code that is being written right now is looked at again when the watch begins.
        _running = _functions.Look(_read.Functions) ?? ImmutableDictionary<string, FunctionChanges.Version>.Empty;
    }

    /// <summary>What decides what runs: the template, the code of what runs, and that of what was read last, which may not run yet.</summary>
    public ImmutableArray<string> Paths =>
    [
        .. new[] { _parts.Stack!, _read }
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
        var before = _parts.Stack!;
        try
        {
            var after = _read = CloudAssembly.Read(_options.Assembly, _options.Deploy);
            if (FindLoss(before, after) is { } loss)
            {
                return new RedeploymentResult.Refused(loss);
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

    public void Dispose() => _generations.Dispose();

    // The functions' new processes are started with the new credentials and addresses, and call with the new permissions. Processes that
    // run keep their credentials: a function's are the same for as long as the emulator runs.
    private async Task<RedeploymentResult> DeployAsync(Stack before, Stack after, CancellationToken cancellationToken)
    {
        var isDeployed = false;
        UseFor(after);
        try
        {
            if (_functions.Look(after.Functions) is not { } versions)
            {
                return new RedeploymentResult.Refused("the functions' code is being written.");
            }

            var changes = StackChanges.Of(before, after, _functions.Between(_running, versions));
            if (changes.IsEmpty)
            {
                return new RedeploymentResult.Unchanged();
            }

            await DeployAsync(after, versions, changes, cancellationToken);
            isDeployed = true;
            WarnOfWhatIsNew(before, after);
            return new RedeploymentResult.Redeployed(changes);
        }
        finally
        {
            if (!isDeployed)
            {
                UseFor(before);
            }
        }
    }

    private async Task DeployAsync(
        Stack after, ImmutableDictionary<string, FunctionChanges.Version> versions, StackChanges changes, CancellationToken cancellationToken)
    {
        // Step 1: what may fail, while the old runs on.
        var door = _parts.Door!;
        var showRoutes = door.Find<GatewayDeployment>()!.Prepare(after.Apis);
        if (_parts.Tables is { } tables)
        {
            await tables.UpdateAsync(after.Tables, cancellationToken);
        }

        using var generation = await _generations.StartAsync(after, changes.Functions.Keys.Select(name => versions[name].Function), cancellationToken);

        // Step 2: the swap. Functions and permissions are there before the routes that lead to them.
        generation.TakeOver();
        door.Find<InvokePermissions>()?.Update(after);
        showRoutes();
        door.Find<InvokeApi>()!.Deploy(after.Functions);
        if (_parts.Streams is { } streams)
        {
            await streams.UpdateAsync(after.StreamMappings, cancellationToken);
        }

        _parts.Stack = after;
        door.Find<ConsoleSources>()!.Stack = after;
        _running = versions;

        // Step 3: what nothing leads to any more.
        _generations.Retire(after);
        CloseLeftConnections(door.Find<GatewayDeployment>()!, door.Find<ConnectionRegistry>()!);
    }

    private void UseFor(Stack stack)
    {
        _credentials.Update(stack);
        _endpoints.Stages = RunningStage.Of(stack, _parts.Door!.Ports);
    }

    // Whether AWS closes the connections of a stage that is deleted isn't documented. Here they could do nothing any more.
    private static void CloseLeftConnections(GatewayDeployment deployment, ConnectionRegistry registry)
    {
        foreach (var connection in registry.Connections.Where(connection => deployment.Find(connection.ApiId, connection.StageName) is null))
        {
            connection.RequestClose(CloseReason.StageDeleted);
        }
    }

    // What a table is made with once and for all; the types of attributes that a key uses go with that.
    private static Table WithoutWhatCanChange(Table table) => table with
    {
        LogicalId = "",
        TimeToLiveAttribute = null,
        StreamViewType = null,
        StreamArn = null,
        GlobalIndexes = [],
        Attributes = table.Attributes.Where(attribute => table.Key.Concat(table.LocalIndexes.SelectMany(index => index.Key)).Any(key => key.AttributeName == attribute.Key))
            .ToImmutableDictionary(),
    };

    private string? FindLoss(Stack before, Stack after)
    {
        if (_parts.Tables is null && after.Tables.FirstOrDefault(table => before.Tables.All(other => other.Name != table.Name)) is { } added)
        {
            return before.Tables.IsEmpty && _options.TableEndpoint is null && !_options.AreTablesOnAws
                ? $"{added.LogicalId} is the first table of the stack, and the tables' server is started with the emulator. Start the emulator again."
                : $"{added.LogicalId}: the tables are elsewhere (--tables), and are looked at when the emulator starts. Start the emulator again.";
        }

        foreach (var table in after.Tables)
        {
            var other = before.Tables.FirstOrDefault(other => other.Name == table.Name);
            if (other is not null && !Structure.AreEqual(WithoutWhatCanChange(other), WithoutWhatCanChange(table)))
            {
                var where = _options.DataFolder is { } folder ? $" without {folder}, or with another --data" : "";
                return $"{table.LogicalId}: the table {table.Name} has another key or other local indexes than before, so it would have to be recreated and lose "
                    + $"its items. Start the emulator again{where} if they may go.";
            }
        }

        return null;
    }

    private void WarnOfWhatIsNew(Stack before, Stack after)
    {
        var notRun = after.NotRun.Except(before.NotRun).Select(resource => $"{resource.LogicalId} is not run: the emulator has no {resource.Type}");
        foreach (var warning in (_options.Iam ? StartWarnings.Of(after).Except(StartWarnings.Of(before)) : []).Concat(notRun))
        {
            LogWarning(warning);
        }
    }

    [LoggerMessage(1855, LogLevel.Warning, "{Warning}")]
    private partial void LogWarning(string warning);
}
