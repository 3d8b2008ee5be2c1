using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Chat.Benchmarks.Split;

/// <summary>Puts connections into a room by writing their memberships, as <c>HubTables</c> says how: a room of thousands is there in seconds, and nobody is told of them.</summary>
internal sealed class Memberships(Uri endpoint) : IDisposable
{
    private const int MostInABatch = 25;

    private readonly AmazonDynamoDBClient _client = new(
        new BasicAWSCredentials("test", "test"), new AmazonDynamoDBConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "us-east-1" });

    private readonly HashSet<string> _written = [];

    /// <summary>Every connection that there is.</summary>
    public async Task AddEverybodyAsync(string room, CancellationToken cancellationToken)
    {
        var expires = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var scan = new ScanRequest("websocket-connections") { ConsistentRead = true, ProjectionExpression = "connectionId" };
        do
        {
            var page = await _client.ScanAsync(scan, cancellationToken);
            foreach (var batch in page.Items.Select(item => item["connectionId"].S).Where(_written.Add).Chunk(MostInABatch))
            {
                await _client.BatchWriteItemAsync(
                    new Dictionary<string, List<WriteRequest>>
                    {
                        ["websocket-members"] = [.. batch.Select(id => new WriteRequest(new PutRequest(new Dictionary<string, AttributeValue>
                        {
                            ["audience"] = new($"chat/group/{room}"),
                            ["member"] = new(id),
                            ["expiresAt"] = new() { N = expires },
                        })))],
                    },
                    cancellationToken);
            }

            scan.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (scan.ExclusiveStartKey is { Count: > 0 });
    }

    public void Dispose() => _client.Dispose();
}
