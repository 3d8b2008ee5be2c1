using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Chat.Soak.Tests.Hub;

/// <summary>What the tables have of connections: their rows, their memberships, their presence in rooms. Messages stay, and are not looked at.</summary>
internal sealed class StaleRows(Uri endpoint) : IDisposable
{
    private readonly AmazonDynamoDBClient _client = new(
        new BasicAWSCredentials("test", "test"), new AmazonDynamoDBConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "us-east-1" });

    public async Task<RowCounts> CountAsync(CancellationToken cancellationToken) => new(
        await CountAsync("websocket-connections", null, cancellationToken),
        await CountAsync("websocket-members", null, cancellationToken),
        await CountAsync("websocket-rooms", "begins_with(#entry, :member) OR begins_with(#entry, :name) OR begins_with(#entry, :room)", cancellationToken));

    public void Dispose() => _client.Dispose();

    private async Task<int> CountAsync(string table, string? filter, CancellationToken cancellationToken)
    {
        var request = new ScanRequest(table) { ConsistentRead = true, Select = Select.COUNT, FilterExpression = filter };
        if (filter is not null)
        {
            request.ExpressionAttributeNames = new Dictionary<string, string> { ["#entry"] = "entry" };
            request.ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":member"] = new("member#"), [":name"] = new("name#"), [":room"] = new("room#") };
        }

        var count = 0;
        do
        {
            var page = await _client.ScanAsync(request, cancellationToken);
            count += page.Count ?? 0;
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return count;
    }
}

/// <param name="Connections">Rows of connections.</param>
/// <param name="Members">The hub's memberships.</param>
/// <param name="Presence">Names and members of rooms, and rooms of connections.</param>
internal sealed record RowCounts(int Connections, int Members, int Presence)
{
    public int Total => Connections + Members + Presence;

    public override string ToString() => $"{Connections} rows of connections, {Members} of memberships, {Presence} of names and presence";
}
