using System.Collections.Immutable;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables;

/// <summary>Has the tables' server make the template's tables.</summary>
/// <param name="dataFolder">Where their items are kept, for messages. Null: in memory.</param>
internal sealed class TableMaker(AmazonDynamoDBClient client, string? dataFolder)
{
    /// <summary>Makes tables that aren't there, and changes what can be changed of those that are: global indexes, streams, time to live.</summary>
    public async Task EnsureAsync(ImmutableArray<Table> tables, CancellationToken cancellationToken)
    {
        foreach (var table in tables)
        {
            await EnsureAsync(table, cancellationToken);
        }
    }

    private async Task EnsureAsync(Table table, CancellationToken cancellationToken)
    {
        if (await DescribeAsync(client, table.Name, cancellationToken) is not { } existing)
        {
            await client.CreateTableAsync(TableRequests.Create(table), cancellationToken);
            await UntilActiveAsync(table.Name, cancellationToken);
        }
        else if (TableRequests.Changes(existing, table) is not { } changes)
        {
            throw new TableServerException(
                $"The table '{table.Name}'{(dataFolder is null ? "" : $" in {dataFolder}")} has another key or other local indexes than the template now asks for. "
                + (dataFolder is null ? "Start the emulator again." : "Remove the folder, or give another one."));
        }
        else
        {
            foreach (var change in changes)
            {
                await client.UpdateTableAsync(change, cancellationToken);
                await UntilActiveAsync(table.Name, cancellationToken);
            }
        }

        await EnsureTimeToLiveAsync(table, cancellationToken);
    }

    // No pause between the questions: the server makes a table active a turn of its event loop later, and fills an index as fast as it can.
    private async Task UntilActiveAsync(string tableName, CancellationToken cancellationToken)
    {
        while (await DescribeAsync(client, tableName, cancellationToken) is not { } table
            || table.TableStatus != TableStatus.ACTIVE
            || table.GlobalSecondaryIndexes?.Any(index => index.IndexStatus != IndexStatus.ACTIVE) == true)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task EnsureTimeToLiveAsync(Table table, CancellationToken cancellationToken)
    {
        var described = (await client.DescribeTimeToLiveAsync(table.Name, cancellationToken)).TimeToLiveDescription;
        var attribute = described.TimeToLiveStatus == TimeToLiveStatus.ENABLED ? described.AttributeName : null;
        if (attribute == table.TimeToLiveAttribute)
        {
            return;
        }

        foreach (var (name, isEnabled) in new[] { (attribute, false), (table.TimeToLiveAttribute, true) }.Where(change => change.Item1 is not null))
        {
            await client.UpdateTimeToLiveAsync(
                new UpdateTimeToLiveRequest { TableName = table.Name, TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = name, Enabled = isEnabled } },
                cancellationToken);
        }
    }

    /// <summary>Null: there is no such table.</summary>
    public static async Task<TableDescription?> DescribeAsync(AmazonDynamoDBClient client, string tableName, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.DescribeTableAsync(tableName, cancellationToken)).Table;
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }
}
