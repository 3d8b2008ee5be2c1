using System.Collections.Immutable;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables;

/// <summary>
/// Tables in a DynamoDB that somebody else runs: LocalStack, DynamoDB Local, a server that Aspire has started. What the template has and it
/// lacks is made; expired items are deleted from here where it can't do that itself.
/// </summary>
internal sealed class TablesElsewhere : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly AmazonDynamoDBClient _client;
    private readonly TimeProvider _time;
    private TimeToLiveSweeper? _sweeper;

    private TablesElsewhere(TableTarget target, string region, TimeProvider time)
    {
        Target = target;
        _client = Target.CreateClient(region);
        _time = time;
    }

    public TableTarget Target { get; }

    /// <summary>Returns when every table can be used. Throws <see cref="TableServerException"/>.</summary>
    public static async Task<TablesElsewhere> PrepareAsync(
        TableTarget target, ImmutableArray<Table> tables, string region, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var elsewhere = new TablesElsewhere(target, region, time);
        var prepared = false;
        try
        {
            await elsewhere.PrepareAsync(tables, loggers, either.Token);
            prepared = true;
            return elsewhere;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TableServerException($"The tables at {target.Endpoint} (--tables) were not ready within {Limit.TotalSeconds} seconds.");
        }
        catch (Exception failure) when (failure is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw new TableServerException($"The tables at {target.Endpoint} (--tables) can't be used: {failure.Message} Is a DynamoDB running there?", failure);
        }
        finally
        {
            if (!prepared)
            {
                await elsewhere.DisposeAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_sweeper is not null)
        {
            await _sweeper.DisposeAsync();
        }

        _client.Dispose();
    }

    private async Task PrepareAsync(ImmutableArray<Table> tables, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var sweep = ImmutableArray.CreateBuilder<Table>();
        foreach (var table in tables)
        {
            await EnsureAsync(table, cancellationToken);
            if (table.TimeToLiveAttribute is { } attribute && !await HasTimeToLiveAsync(table.Name, attribute, cancellationToken))
            {
                sweep.Add(table);
            }
        }

        if (sweep.Count > 0)
        {
            _sweeper = new TimeToLiveSweeper(_client, sweep.ToImmutable(), _time, loggers.CreateLogger<TimeToLiveSweeper>());
            _sweeper.Start();
        }
    }

    private async Task EnsureAsync(Table table, CancellationToken cancellationToken)
    {
        var existing = await TableMaker.DescribeAsync(_client, table.Name, cancellationToken);
        if (existing is null)
        {
            await _client.CreateTableAsync(TableRequests.Create(table), cancellationToken);
        }
        else if (!TableRequests.IsSame(existing, table))
        {
            throw new TableServerException(
                $"The table '{table.Name}' at {Target.Endpoint} has other keys or indexes than the template now asks for. Delete it there.");
        }

        // DynamoDB tells nobody when a table has become active; AWS's own SDKs ask again too.
        while ((await TableMaker.DescribeAsync(_client, table.Name, cancellationToken))?.TableStatus != TableStatus.ACTIVE)
        {
            await Task.Delay(Pause, _time, cancellationToken);
        }
    }

    /// <summary>False where the server knows no time to live, as dynalite.</summary>
    private async Task<bool> HasTimeToLiveAsync(string tableName, string attribute, CancellationToken cancellationToken)
    {
        try
        {
            var described = await _client.DescribeTimeToLiveAsync(new DescribeTimeToLiveRequest { TableName = tableName }, cancellationToken);
            if (described.TimeToLiveDescription?.TimeToLiveStatus is null || described.TimeToLiveDescription.TimeToLiveStatus == TimeToLiveStatus.DISABLED)
            {
                var specification = new TimeToLiveSpecification { AttributeName = attribute, Enabled = true };
                await _client.UpdateTimeToLiveAsync(
                    new UpdateTimeToLiveRequest { TableName = tableName, TimeToLiveSpecification = specification }, cancellationToken);
            }

            return true;
        }
        catch (AmazonDynamoDBException unsupported) when (unsupported.ErrorCode == "UnknownOperationException")
        {
            return false;
        }
    }
}
