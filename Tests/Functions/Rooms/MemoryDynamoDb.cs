using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Chat.Functions.Tests.Rooms;

/// <summary>
/// A table with two keys in memory, as far as the rooms use DynamoDB: each request waits until the test lets it go, and may then fail before or after it has
/// been carried out.
/// </summary>
internal sealed class MemoryDynamoDb() : AmazonDynamoDBClient(
    new BasicAWSCredentials("id", "secret"), new AmazonDynamoDBConfig { ServiceURL = "http://127.0.0.1:9" })
{
    private readonly Dictionary<string, SortedDictionary<string, Dictionary<string, AttributeValue>>> _partitions = [];
    private readonly HashSet<string> _connections = [];

    /// <summary>Awaited ahead of each request; what it returns happens to the request.</summary>
    public Func<Task<Fault>> Gate { get; set; } = () => Task.FromResult(Fault.None);

    /// <summary>Whether every connection is taken for open, whoever has it.</summary>
    public bool IsEverybodyOpen { get; init; }

    public int ItemCount => _partitions.Values.Sum(partition => partition.Count);

    public void Connect(string connectionId) => _connections.Add(connectionId);

    public void Disconnect(string connectionId) => _connections.Remove(connectionId);

    public override Task<PutItemResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken = default) => RunAsync(() =>
    {
        var partition = PartitionOf(request.Item["room"].S);
        Require(request.ConditionExpression, partition.GetValueOrDefault(request.Item["entry"].S), request.ExpressionAttributeValues);
        partition[request.Item["entry"].S] = request.Item;
        return new PutItemResponse();
    });

    /// <summary>As many requests as there were of a kind.</summary>
    public Dictionary<string, int> Asked { get; } = [];

    public override Task<UpdateItemResponse> UpdateItemAsync(UpdateItemRequest request, CancellationToken cancellationToken = default) => RunAsync(() =>
    {
        Assert.Equal(
            ("SET expiresAt = :expires ADD #count :one", "attribute_not_exists(#count) OR #count < :most", "count"),
            (request.UpdateExpression, request.ConditionExpression, request.ExpressionAttributeNames["#count"]));
        var partition = PartitionOf(request.Key["room"].S);
        var values = request.ExpressionAttributeValues;
        var count = partition.TryGetValue(request.Key["entry"].S, out var item) ? int.Parse(item["count"].N, CultureInfo.InvariantCulture) : 0;
        if (count >= int.Parse(values[":most"].N, CultureInfo.InvariantCulture))
        {
            throw new ConditionalCheckFailedException("it does not hold");
        }

        partition[request.Key["entry"].S] = new(request.Key) { ["count"] = new() { N = (count + 1).ToString(CultureInfo.InvariantCulture) }, ["expiresAt"] = values[":expires"] };
        return new UpdateItemResponse();
    });

    public override Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken = default) => RunAsync(() =>
        request.Key.TryGetValue("connectionId", out var connectionId)
            ? new GetItemResponse { Item = IsEverybodyOpen || _connections.Contains(connectionId.S) ? request.Key : null }
            : new GetItemResponse { Item = PartitionOf(request.Key["room"].S).GetValueOrDefault(request.Key["entry"].S) });

    public override Task<DeleteItemResponse> DeleteItemAsync(DeleteItemRequest request, CancellationToken cancellationToken = default) => RunAsync(() =>
    {
        var partition = PartitionOf(request.Key["room"].S);
        var old = partition.GetValueOrDefault(request.Key["entry"].S);
        Require(request.ConditionExpression, old, request.ExpressionAttributeValues);
        partition.Remove(request.Key["entry"].S);
        return new DeleteItemResponse { Attributes = old };
    });

    public override Task<QueryResponse> QueryAsync(QueryRequest request, CancellationToken cancellationToken = default) => RunAsync(() =>
    {
        Assert.Equal("room = :room AND entry BETWEEN :after AND :before", request.KeyConditionExpression);
        Assert.True(request.ConsistentRead);
        var values = request.ExpressionAttributeValues;
        var items = PartitionOf(values[":room"].S)
            .Where(entry => string.CompareOrdinal(entry.Key, values[":after"].S) >= 0 && string.CompareOrdinal(entry.Key, values[":before"].S) <= 0)
            .Select(entry => entry.Value);
        items = request.ScanIndexForward == false ? items.Reverse() : items;
        if (request.ExclusiveStartKey is { Count: > 0 } start)
        {
            items = items.SkipWhile(item => item["entry"].S != start["entry"].S).Skip(1);
        }

        var page = items.Take(request.Limit ?? 3).ToList();
        return new QueryResponse
        {
            Items = page,
            LastEvaluatedKey = page.Count == (request.Limit ?? 3) ? new() { ["room"] = page[^1]["room"], ["entry"] = page[^1]["entry"] } : null,
        };
    });

    private async Task<T> RunAsync<T>(Func<T> run)
    {
        var fault = await Gate();
        if (fault == Fault.NotDone)
        {
            throw new AmazonDynamoDBException("not done");
        }

        T result;
        lock (_partitions)
        {
            Asked[typeof(T).Name] = Asked.GetValueOrDefault(typeof(T).Name) + 1;
            result = run();
        }

        return fault == Fault.AnswerLost ? throw new AmazonDynamoDBException("the answer was lost") : result;
    }

    private SortedDictionary<string, Dictionary<string, AttributeValue>> PartitionOf(string key) =>
        _partitions.TryGetValue(key, out var partition) ? partition : _partitions[key] = new(StringComparer.Ordinal);

    // Terms of attribute_not_exists(a), a = :v and a <= :v, any of which will do.
    private static void Require(string? condition, Dictionary<string, AttributeValue>? item, Dictionary<string, AttributeValue>? values)
    {
        if (condition is not null && !condition.Split(" OR ").Any(Holds))
        {
            throw new ConditionalCheckFailedException("it does not hold");
        }

        bool Holds(string term)
        {
            if (term.StartsWith("attribute_not_exists(", StringComparison.Ordinal))
            {
                return item is null || !item.ContainsKey(term["attribute_not_exists(".Length..^1]);
            }

            var parts = term.Split(' ');
            if (item is null || !item.TryGetValue(parts[0], out var actual))
            {
                return false;
            }

            var wanted = values![parts[2]];
            return parts[1] switch
            {
                "=" => actual.S == wanted.S && actual.N == wanted.N,
                "<=" => long.Parse(actual.N, CultureInfo.InvariantCulture) <= long.Parse(wanted.N, CultureInfo.InvariantCulture),
                var other => throw new NotSupportedException(other),
            };
        }
    }
}

/// <summary>What happens to a request.</summary>
internal enum Fault
{
    None,

    /// <summary>It never got there.</summary>
    NotDone,

    /// <summary>It was carried out, and nobody hears of it.</summary>
    AnswerLost,
}
