using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Chat.Functions.Telemetry;

namespace Chat.Functions.Rooms;

/// <summary>The rooms' table as this solution uses it: consistent reads, conditions as yes or no, items that expire.</summary>
internal sealed class RoomTable(IAmazonDynamoDB dynamoDb, string table, TimeProvider time)
{
    public async Task<Dictionary<string, AttributeValue>?> FindAsync(string room, string item, CancellationToken cancellationToken)
    {
        using var span = Spans.StartTable("GetItem", table);
        var found = await dynamoDb.GetItemAsync(
            new GetItemRequest { TableName = table, Key = Key(room, item), ConsistentRead = true }, cancellationToken);
        return found.Item is { Count: > 0 } attributes && IsLive(attributes) ? attributes : null;
    }

    public Task PutAsync(string room, string item, Dictionary<string, AttributeValue> attributes, TimeSpan life, CancellationToken cancellationToken) =>
        TryPutAsync(room, item, attributes, life, condition: null, [], cancellationToken);

    /// <summary>Puts an item where the condition holds; false where it doesn't.</summary>
    /// <param name="life">How long it counts; null: for ever.</param>
    public async Task<bool> TryPutAsync(
        string room,
        string item,
        Dictionary<string, AttributeValue> attributes,
        TimeSpan? life,
        string? condition,
        Dictionary<string, AttributeValue> values,
        CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, AttributeValue>(attributes) { [RoomKeys.Room] = new(room), [RoomKeys.Item] = new(item) };
        if (life is { } span)
        {
            all[RoomKeys.ExpiresAt] = Number((time.GetUtcNow() + span).ToUnixTimeSeconds());
        }

        using var traced = Spans.StartTable("PutItem", table);
        try
        {
            await dynamoDb.PutItemAsync(
                new PutItemRequest
                {
                    TableName = table,
                    Item = all,
                    ConditionExpression = condition,
                    ExpressionAttributeValues = values.Count > 0 ? values : null,
                },
                cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    /// <summary>Counts one more; false when that would be more than the most.</summary>
    public async Task<bool> TryCountAsync(string room, string item, int most, TimeSpan life, CancellationToken cancellationToken)
    {
        using var span = Spans.StartTable("UpdateItem", table);
        try
        {
            await dynamoDb.UpdateItemAsync(
                new UpdateItemRequest
                {
                    TableName = table,
                    Key = Key(room, item),
                    UpdateExpression = $"SET {RoomKeys.ExpiresAt} = :expires ADD #count :one",
                    ConditionExpression = "attribute_not_exists(#count) OR #count < :most",
                    ExpressionAttributeNames = new Dictionary<string, string> { ["#count"] = "count" },
                    ExpressionAttributeValues = new Dictionary<string, AttributeValue>
                    {
                        [":one"] = Number(1),
                        [":most"] = Number(most),
                        [":expires"] = Number((time.GetUtcNow() + life).ToUnixTimeSeconds()),
                    },
                },
                cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    /// <summary>Deletes an item where the condition holds, and returns what it was; null when it wasn't deleted.</summary>
    public async Task<Dictionary<string, AttributeValue>?> DeleteAsync(
        string room, string item, string? condition, Dictionary<string, AttributeValue> values, CancellationToken cancellationToken)
    {
        using var span = Spans.StartTable("DeleteItem", table);
        try
        {
            var deleted = await dynamoDb.DeleteItemAsync(
                new DeleteItemRequest
                {
                    TableName = table,
                    Key = Key(room, item),
                    ConditionExpression = condition,
                    ExpressionAttributeValues = values.Count > 0 ? values : null,
                    ReturnValues = ReturnValue.ALL_OLD,
                },
                cancellationToken);
            return deleted.Attributes is { Count: > 0 } old ? old : null;
        }
        catch (ConditionalCheckFailedException)
        {
            return null;
        }
    }

    /// <summary>Items of a room from one sort key to another, both left out; expired ones too, for they still say how far a room has come.</summary>
    public async IAsyncEnumerable<Dictionary<string, AttributeValue>> QueryAsync(
        string room, string after, string before, bool isForward, int? pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Dictionary<string, AttributeValue>? from = null;
        do
        {
            var page = await PageAsync(room, after, before, isForward, pageSize, from, cancellationToken);
            from = page.LastEvaluatedKey is { Count: > 0 } last ? last : null;
            foreach (var item in page.Items ?? [])
            {
                // BETWEEN takes its ends in.
                if (item[RoomKeys.Item].S is var key && key != after && key != before)
                {
                    yield return item;
                }
            }
        }
        while (from is not null);
    }

    public bool IsLive(Dictionary<string, AttributeValue> item) =>
        !item.TryGetValue(RoomKeys.ExpiresAt, out var expires)
        || long.Parse(expires.N, CultureInfo.InvariantCulture) > time.GetUtcNow().ToUnixTimeSeconds();

    public static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    private async Task<QueryResponse> PageAsync(
        string room, string after, string before, bool isForward, int? pageSize, Dictionary<string, AttributeValue>? from, CancellationToken cancellationToken)
    {
        using var span = Spans.StartTable("Query", table);
        return await dynamoDb.QueryAsync(
            new QueryRequest
            {
                TableName = table,
                ConsistentRead = true,
                KeyConditionExpression = $"{RoomKeys.Room} = :room AND {RoomKeys.Item} BETWEEN :after AND :before",
                ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":room"] = new(room), [":after"] = new(after), [":before"] = new(before) },
                ScanIndexForward = isForward,
                Limit = pageSize,
                ExclusiveStartKey = from,
            },
            cancellationToken);
    }

    private static Dictionary<string, AttributeValue> Key(string room, string item) => new() { [RoomKeys.Room] = new(room), [RoomKeys.Item] = new(item) };
}
