using System.Collections.Immutable;
using Chat.Emulator.Iam;
using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables;

/// <summary>The stack's tables, as a module: our own server, or one of somebody else's.</summary>
internal sealed class TablesModule(EmulatorOptions options, TableAddresses addresses, TableServers servers, AccessInForce access) : IModule
{
    private readonly TaskCompletionSource<string> _brokeDown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TableServer? _server;
    private TablesElsewhere? _elsewhere;

    // Null: functions reach the tables that somebody else serves directly.
    private TableFront? _front;

    public Task<string> BrokeDown => _brokeDown.Task;

    public async Task StartAsync(Stack stack, CancellationToken cancellationToken)
    {
        if (options.TableEndpoint is { } endpoint)
        {
            _elsewhere = await servers.PrepareAsync(stack, endpoint, options.TableCredentials, cancellationToken);
        }
        else if (!stack.Tables.IsEmpty && !options.AreTablesOnAws)
        {
            _server = await servers.StartAsync(stack, options.DataFolder, cancellationToken);
            _ = TellOfEndAsync(_server);
        }

        // Our own server is reached through the front alone, whatever is checked there.
        addresses.Target = _server?.Target ?? _elsewhere?.Target;
        if (addresses.Target is { } target && (access.Control is not null || _server is not null))
        {
            _front = await servers.StartFrontAsync(target, access.Control, cancellationToken);
        }

        addresses.Endpoint = _front?.Endpoint ?? _elsewhere?.Target.Endpoint;
    }

    public Task StopAsync() => Teardown.AllAsync(_front, _server, _elsewhere);

    public void AddVariables(Function function, Stack stack, IDictionary<string, string> variables)
    {
        if (addresses.Endpoint is { } endpoint)
        {
            variables["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint.ToString();
            variables["AWS_ENDPOINT_URL_DYNAMODB_STREAMS"] = endpoint.ToString();
        }
    }

    public IEnumerable<string> Differences(Stack before, Stack after)
    {
        var differences = ImmutableArray.CreateBuilder<string>();
        foreach (var table in after.Tables)
        {
            differences.AddIfChanged($"table {table.Name}", before.Tables.FirstOrDefault(other => other.LogicalId == table.LogicalId), table);
        }

        differences.AddGone("table", before.Tables.Select(table => table.Name), after.Tables.Select(table => table.Name), "; its items stay until the end");
        return differences;
    }

    public string? WhyNot(Stack before, Stack after)
    {
        if (_server is null && after.Tables.FirstOrDefault(table => before.Tables.All(other => other.Name != table.Name)) is { } added)
        {
            return before.Tables.IsEmpty && options.TableEndpoint is null && !options.AreTablesOnAws
                ? $"{added.LogicalId} is the first table of the stack, and the tables' server is started with the emulator. Start the emulator again."
                : $"{added.LogicalId}: the tables are elsewhere (--tables), and are looked at when the emulator starts. Start the emulator again.";
        }

        foreach (var table in after.Tables)
        {
            var other = before.Tables.FirstOrDefault(other => other.Name == table.Name);
            if (other is not null && !Structure.AreEqual(WithoutWhatCanChange(other), WithoutWhatCanChange(table)))
            {
                var where = options.DataFolder is { } folder ? $" without {folder}, or with another --data" : "";
                return $"{table.LogicalId}: the table {table.Name} has another key or other local indexes than before, so it would have to be recreated and lose "
                    + $"its items. Start the emulator again{where} if they may go.";
            }
        }

        return null;
    }

    // What is made stays, should the rest of the redeployment fail: nothing of the former stack misses it.
    public async Task<Takeover> PrepareAsync(StackChange change, CancellationToken cancellationToken)
    {
        if (_server is { } server)
        {
            await server.UpdateAsync(change.After.Tables, cancellationToken);
        }

        return Takeover.Nothing;
    }

    public IEnumerable<ReportLine> Describe(Stack stack) => stack.Tables.Select(table =>
        new ReportLine("table", $"{table.Name} {(addresses.Endpoint is { } endpoint ? $"at {endpoint}" : "on AWS, with your credentials")}"));

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

    private async Task TellOfEndAsync(TableServer server) => _brokeDown.TrySetResult((await server.Exited).ToString());
}
