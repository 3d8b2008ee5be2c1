using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Chat.Functions.Telemetry;
using Chat.SignalR.State;

namespace Chat.Functions.Connections;

/// <summary>The table <c>{ connectionId: S, connectedAt: N, expiresAt: N }</c>, times in epoch seconds.</summary>
internal sealed class DynamoDbConnectionStore(IAmazonDynamoDB dynamoDb, string table, TimeProvider time) : IConnectionStore
{
    // API Gateway ends every connection after two hours; ten minutes cover clocks and late events. DynamoDB's TTL needs the attribute,
    // and it removes what neither $disconnect, which is best effort, nor a post has removed.
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(130);

    // Until its $connect has returned, for which API Gateway waits 29 s at most, a connection has a row while posts to it answer 410.
    internal static readonly TimeSpan OpeningTime = TimeSpan.FromSeconds(30);

    private const string ConnectionId = "connectionId";
    private const string ConnectedAt = "connectedAt";
    private const string ExpiresAt = "expiresAt";

    /// <param name="region">What requests are signed for. Null: what the SDK finds.</param>
    public static DynamoDbConnectionStore Open(string table, string? region, TimeProvider time) => new(
        new AmazonDynamoDBClient(new AmazonDynamoDBConfig
        {
            // One lost packet must not cost the 29 seconds that API Gateway waits for us.
            Timeout = TimeSpan.FromSeconds(5),

            // Else the SDK looks for it in the endpoint's name, with every request.
            AuthenticationRegion = region,
        }),
        table,
        time);

    public async Task AddAsync(string connectionId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var request = new PutItemRequest
        {
            TableName = table,
            Item = new Dictionary<string, AttributeValue>
            {
                [ConnectionId] = new(connectionId),
                [ConnectedAt] = Seconds(now),
                [ExpiresAt] = Seconds(now + Lifetime),
            },
        };
        using var span = Spans.StartTable("PutItem", table);
        try
        {
            await dynamoDb.PutItemAsync(request, cancellationToken);
        }
        catch (Exception e) when (span.Fails(e))
        {
            throw;
        }
    }

    public async Task RemoveAsync(string connectionId, CancellationToken cancellationToken)
    {
        using var span = Spans.StartTable("DeleteItem", table);
        try
        {
            await dynamoDb.DeleteItemAsync(new DeleteItemRequest { TableName = table, Key = Key(connectionId) }, cancellationToken);
        }
        catch (Exception e) when (span.Fails(e))
        {
            throw;
        }
    }

    public async Task RemoveGoneAsync(string connectionId, CancellationToken cancellationToken)
    {
        var request = new DeleteItemRequest
        {
            TableName = table,
            Key = Key(connectionId),
            ConditionExpression = $"attribute_not_exists({ConnectedAt}) OR {ConnectedAt} < :opened",
            ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":opened"] = Seconds(time.GetUtcNow() - OpeningTime) },
        };
        using var span = Spans.StartTable("DeleteItem", table);
        try
        {
            await dynamoDb.DeleteItemAsync(request, cancellationToken);
        }
        catch (ConditionalCheckFailedException)
        {
            // Still opening, perhaps: kept. If it is gone indeed, a later post or its expiry removes it.
        }
    }

    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = ScanAsync(null, cancellationToken);
        try
        {
            while (next is not null)
            {
                var page = await next;
                next = page.LastEvaluatedKey is { Count: > 0 } last ? ScanAsync(last, cancellationToken) : null;
                foreach (var item in page.Items ?? [])
                {
                    yield return item[ConnectionId].S;
                }
            }
        }
        finally
        {
            if (next is not null)
            {
                // Nobody reads this page any more, yet no work may be left behind when Lambda freezes the process.
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static AttributeValue Seconds(DateTimeOffset moment) =>
        new() { N = moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };

    private static Dictionary<string, AttributeValue> Key(string connectionId) => new() { [ConnectionId] = new(connectionId) };

    // Consistent, at twice the price: a client that connected a moment ago, the sender above all, is to hear this message.
    private async Task<ScanResponse> ScanAsync(Dictionary<string, AttributeValue>? from, CancellationToken cancellationToken)
    {
        var request = new ScanRequest
        {
            TableName = table,
            ProjectionExpression = ConnectionId,
            // Bare text would break a SignalR client's stream: who has a hub hears of it there.
            FilterExpression = $"attribute_not_exists({HubTables.Hub})",
            ConsistentRead = true,
            ExclusiveStartKey = from,
        };
        using var span = Spans.StartTable("Scan", table);
        try
        {
            return await dynamoDb.ScanAsync(request, cancellationToken);
        }
        catch (Exception e) when (span.Fails(e))
        {
            throw;
        }
    }
}
