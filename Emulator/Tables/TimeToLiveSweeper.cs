using System.Collections.Immutable;
using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables;

/// <summary>Deletes expired items, which DynamoDB does and dynalite doesn't.</summary>
internal sealed partial class TimeToLiveSweeper(
    AmazonDynamoDBClient client,
    ImmutableArray<Table> tables,
    TimeProvider timeProvider,
    ILogger<TimeToLiveSweeper> logger) : IAsyncDisposable
{
    /// <summary>AWS deletes within a few days; here one should see it happen.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    // An item whose time lies further back isn't taken for expired.
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
    private const int MaxAgeYears = 5;

    private const string IsExpired = "#ttl < :now AND #ttl > :oldest";

    private readonly CancellationTokenSource _stop = new();
    private ImmutableArray<Table> _tables = tables;
    private Task? _loop;

    public void Start()
    {
        if (!_tables.IsEmpty)
        {
            _loop ??= RunAsync(new PeriodicTimer(Period, timeProvider), _stop.Token);
        }
    }

    /// <summary>From its next round on it sweeps these. Called by whoever calls <see cref="Start"/>, and not at the same time.</summary>
    public void Update(ImmutableArray<Table> tables)
    {
        _tables = tables;
        Start();
    }

    /// <summary>Deletes what is expired now, in every table with time to live.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var table in _tables)
        {
            try
            {
                if (await AttributeOfAsync(table, cancellationToken) is not { } attribute)
                {
                    continue;
                }

                var deleted = await SweepAsync(table, attribute, cancellationToken);
                if (deleted > 0)
                {
                    Log.Swept(logger, table.Name, deleted);
                }
            }
            catch (Exception failure) when (
                failure is AmazonServiceException or AmazonClientException or HttpRequestException
                || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // A cancellation of nobody's is the client's own timeout. Next time again. That the server is gone is said once, by its owner.
                Log.NotSwept(logger, table.Name, failure);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await (_loop ?? Task.CompletedTask);
        _stop.Dispose();
    }

    private async Task RunAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(cancellationToken))
                {
                    await SweepAsync(cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The end of the emulator.
            }
        }
    }

    // A function may have changed it since. Where nobody can be asked, the template says it.
    private async Task<string?> AttributeOfAsync(Table table, CancellationToken cancellationToken)
    {
        try
        {
            var described = (await client.DescribeTimeToLiveAsync(table.Name, cancellationToken)).TimeToLiveDescription;
            return described?.TimeToLiveStatus == TimeToLiveStatus.ENABLED ? described.AttributeName : null;
        }
        catch (AmazonDynamoDBException unsupported) when (unsupported.ErrorCode == "UnknownOperationException")
        {
            return table.TimeToLiveAttribute;
        }
    }

    private async Task<int> SweepAsync(Table table, string attribute, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var times = new Dictionary<string, AttributeValue>
        {
            [":now"] = EpochSeconds(now),
            [":oldest"] = EpochSeconds(now.AddYears(-MaxAgeYears)),
        };
        var names = new Dictionary<string, string> { ["#ttl"] = attribute };
        var deleted = 0;
        Dictionary<string, AttributeValue>? from = null;
        do
        {
            var page = await client.ScanAsync(
                new ScanRequest
                {
                    TableName = table.Name,
                    ConsistentRead = true,
                    FilterExpression = IsExpired,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = times,
                    ExclusiveStartKey = from,
                },
                cancellationToken);
            foreach (var item in page.Items ?? [])
            {
                deleted += await DeleteAsync(table, item, names, times, cancellationToken) ? 1 : 0;
            }

            from = page.LastEvaluatedKey;
        }
        while (from is { Count: > 0 });

        return deleted;
    }

    // On the same condition: an item that was renewed since the scan stays.
    private async Task<bool> DeleteAsync(
        Table table,
        Dictionary<string, AttributeValue> item,
        Dictionary<string, string> names,
        Dictionary<string, AttributeValue> times,
        CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteItemAsync(
                new DeleteItemRequest
                {
                    TableName = table.Name,
                    Key = table.Key.ToDictionary(key => key.AttributeName, key => item[key.AttributeName]),
                    ConditionExpression = IsExpired,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = times,
                },
                cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    private static AttributeValue EpochSeconds(DateTimeOffset time) =>
        new() { N = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };

    private static partial class Log
    {
        [LoggerMessage(EventId = 511, EventName = "ItemsExpired", Level = LogLevel.Information, Message = "Table {TableName}: {Count} expired items deleted (time to live).")]
        public static partial void Swept(ILogger logger, string tableName, int count);

        [LoggerMessage(EventId = 512, EventName = "ItemsNotSwept", Level = LogLevel.Debug, Message = "Table {TableName}: couldn't look for expired items.")]
        public static partial void NotSwept(ILogger logger, string tableName, Exception failure);
    }
}
