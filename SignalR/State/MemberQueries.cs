using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Chat.SignalR.State;

/// <summary>Reads the members' table: a partition, or a part of it, page by page.</summary>
internal sealed class MemberQueries(IAmazonDynamoDB dynamoDb, string table, TimeProvider time)
{
    /// <param name="alsoExpired">Those too whose time is over, and who only wait to be swept.</param>
    public async IAsyncEnumerable<string> ListAsync(
        MemberRange range, [EnumeratorCancellation] CancellationToken cancellationToken, bool alsoExpired = false)
    {
        var excluded = range.Except.Count > 0 ? new HashSet<string>(range.Except, StringComparer.Ordinal) : null;
        Dictionary<string, AttributeValue>? from = null;
        do
        {
            var request = Query(range, from, alsoExpired);
            var page = await Telemetry.TableAsync("Query", table, () => dynamoDb.QueryAsync(request, cancellationToken));
            from = page.LastEvaluatedKey is { Count: > 0 } last ? last : null;
            foreach (var item in page.Items ?? [])
            {
                // BETWEEN takes its ends in.
                if (item[HubTables.Member].S is var member && member != range.After && excluded?.Contains(member) != true)
                {
                    yield return member;
                }
            }
        }
        while (from is not null);
    }

    private QueryRequest Query(MemberRange range, Dictionary<string, AttributeValue>? from, bool alsoExpired)
    {
        var request = new QueryRequest
        {
            TableName = table,
            ConsistentRead = true,
            KeyConditionExpression = (range.After, range.Through) switch
            {
                (null, null) => "#audience = :audience",
                (not null, null) => "#audience = :audience AND #member > :after",
                (null, not null) => "#audience = :audience AND #member <= :through",
                _ => "#audience = :audience AND #member BETWEEN :after AND :through",
            },
            ProjectionExpression = "#member",
            ExpressionAttributeNames = new Dictionary<string, string> { ["#audience"] = HubTables.Audience, ["#member"] = HubTables.Member },
            ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":audience"] = new(range.Audience) },
            ExclusiveStartKey = from,
        };
        if (range.After is { } after)
        {
            request.ExpressionAttributeValues[":after"] = new(after);
        }

        if (range.Through is { } through)
        {
            request.ExpressionAttributeValues[":through"] = new(through);
        }

        if (!alsoExpired)
        {
            request.FilterExpression = "#expires > :now";
            request.ExpressionAttributeNames["#expires"] = HubTables.ExpiresAt;
            request.ExpressionAttributeValues[":now"] = new AttributeValue { N = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };
        }

        return request;
    }
}
