using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Emulator.Host;

namespace Chat.EndToEnd.Tests;

/// <summary>The table of live connections, seen from outside as any DynamoDB client sees it.</summary>
internal sealed class ConnectionsTable(LocalCloud cloud) : IDisposable
{
    private const string Name = "websocket-connections";

    private readonly AmazonDynamoDBClient _client = new(
        new BasicAWSCredentials("test", "test"),
        new AmazonDynamoDBConfig { ServiceURL = cloud.TableEndpoint!.ToString(), AuthenticationRegion = "us-east-1" });

    public async Task<IReadOnlyList<string>> ConnectionIdsAsync()
    {
        var ids = new List<string>();
        var pages = _client.Paginators.Scan(new ScanRequest { TableName = Name, ConsistentRead = true });
        await foreach (var page in pages.Responses)
        {
            ids.AddRange(page.Items.Select(item => item["connectionId"].S));
        }

        return ids;
    }

    public Task PutAsync(string connectionId) => _client.PutItemAsync(
        Name,
        new Dictionary<string, AttributeValue> { ["connectionId"] = new() { S = connectionId } });

    /// <summary>Looks until the table has that many rows: a row is written by a function, which tells nobody outside when it is done.</summary>
    public async Task WaitForCountAsync(int count, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        var ids = await ConnectionIdsAsync();
        while (ids.Count != count)
        {
            Assert.False(timeout.IsCancellationRequested, $"The table has {ids.Count} rows after {patience}, not {count}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            ids = await ConnectionIdsAsync();
        }
    }

    public void Dispose() => _client.Dispose();
}
