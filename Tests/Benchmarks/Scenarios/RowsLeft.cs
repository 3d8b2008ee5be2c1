using System.Diagnostics;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Chat.Benchmarks.Scenarios;

/// <summary>The table of connections, looked at from outside: who has left must leave no row.</summary>
internal sealed class RowsLeft(Uri endpoint, string table) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(25);

    private readonly AmazonDynamoDBClient _client = new(
        new BasicAWSCredentials("test", "test"),
        new AmazonDynamoDBConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "us-east-1" });

    /// <summary>Looks for any row until there is none. A table tells nobody when it is empty, so this asks, for one row at a time.</summary>
    /// <returns>The time from <paramref name="since"/> to the look that found none, or null and the rows that are left.</returns>
    public async Task<(TimeSpan? After, int Left)> WaitUntilNoneAsync(long since, TimeSpan limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await _client.ScanAsync(new ScanRequest { TableName = table, Limit = 1, ConsistentRead = true }, cancellationToken);
            var after = Stopwatch.GetElapsedTime(since);
            if (page.Count == 0)
            {
                return (after, 0);
            }

            if (after > limit)
            {
                return (null, await CountAsync(cancellationToken));
            }

            await Task.Delay(BetweenLooks, TimeProvider.System, cancellationToken);
        }
    }

    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        var request = new ScanRequest { TableName = table, Select = Select.COUNT, ConsistentRead = true };
        do
        {
            var page = await _client.ScanAsync(request, cancellationToken);
            count += page.Count ?? 0;
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
        return count;
    }

    public void Dispose() => _client.Dispose();
}
