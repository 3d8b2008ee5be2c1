using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Chat.SignalR.Audiences;

namespace Chat.SignalR.State;

/// <summary>Rows in the connections' table; groups, users and the hub's whole audience as items of the members' table, read by Query.</summary>
/// <remarks>
/// Every read is consistent: who joined a group before a call was made hears it. A membership is two items, the audience's and, below the connection, the
/// reverse one that finds it when the connection ends. The reverse one is written first and removed last, so that none can be left which nobody finds.
/// </remarks>
internal sealed class DynamoDbHubStore(IAmazonDynamoDB dynamoDb, HubStoreNames names, TimeProvider time) : IHubStore
{
    private const string BeginningAttribute = "beginning";
    private const string UserAttribute = "user";
    private const string QueryAttribute = "query";
    private const string HeadersAttribute = "headers";
    private const string ClaimsAttribute = "claims";

    private readonly MemberQueries _members = new(dynamoDb, names.Members, time);

    public Task AddAsync(HubConnection connection, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var item = new Dictionary<string, AttributeValue>
        {
            [HubTables.ConnectionId] = new(connection.ConnectionId),
            [HubTables.ConnectedAt] = Seconds(now),
            [HubTables.ExpiresAt] = Seconds(now + HubTables.Lifetime),
            [HubTables.Hub] = new(connection.Hub),
            [BeginningAttribute] = Step(connection.Beginning),
            [QueryAttribute] = new(connection.Query),
            [HeadersAttribute] = Map(connection.Headers),
            [ClaimsAttribute] = Map(connection.Claims),
        };
        if (connection.UserIdentifier is not null)
        {
            item[UserAttribute] = new(connection.UserIdentifier);
        }

        var request = new PutItemRequest { TableName = names.Connections, Item = item };
        return Telemetry.TableAsync("PutItem", names.Connections, () => dynamoDb.PutItemAsync(request, cancellationToken));
    }

    public async Task<HubConnection?> FindAsync(string connectionId, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest { TableName = names.Connections, Key = RowKey(connectionId), ConsistentRead = true };
        var found = await Telemetry.TableAsync("GetItem", names.Connections, () => dynamoDb.GetItemAsync(request, cancellationToken));
        return Read(found.Item, time.GetUtcNow());
    }

    public async Task<bool> AdmitAsync(HubConnection connection, Beginning next, CancellationToken cancellationToken)
    {
        // Ahead of the mark: a ready row that no call finds would be a client that hears nothing for ever. It has its handshake's answer by now.
        await Task.WhenAll(AudiencesOf(connection).Select(audience => JoinAsync(connection.ConnectionId, audience, cancellationToken)));
        if (await MarkAsync(connection.ConnectionId, from: Beginning.Opening, next, cancellationToken))
        {
            return true;
        }

        await RemoveMembershipsAsync(connection.ConnectionId, cancellationToken);
        return false;
    }

    public Task<bool> OpenAsync(string connectionId, CancellationToken cancellationToken) =>
        MarkAsync(connectionId, from: Beginning.Ready, Beginning.Connected, cancellationToken);

    public async Task<HubConnection?> RemoveAsync(string connectionId, CancellationToken cancellationToken)
    {
        // First the row: whoever joins a group meanwhile looks for it afterwards, and takes the membership back.
        var request = new DeleteItemRequest { TableName = names.Connections, Key = RowKey(connectionId), ReturnValues = ReturnValue.ALL_OLD };
        var removed = await Telemetry.TableAsync("DeleteItem", names.Connections, () => dynamoDb.DeleteItemAsync(request, cancellationToken));

        // One whose time is over, and which only waits to be swept, has had an end all the same: it is told.
        var row = Read(removed.Attributes, DateTimeOffset.MinValue);
        if (row is null or { Hub: not null })
        {
            await RemoveMembershipsAsync(connectionId, cancellationToken);
        }

        return row;
    }

    public async Task AddToGroupAsync(string connectionId, string group, CancellationToken cancellationToken)
    {
        await JoinAsync(connectionId, names.Group(group), cancellationToken);

        // A connection of another kind must not hear a hub's frames, and one that ended meanwhile has been tidied up without this group.
        if (!await IsReachableAsync(connectionId, cancellationToken))
        {
            await LeaveAsync(connectionId, names.Group(group), cancellationToken);
        }
    }

    public Task RemoveFromGroupAsync(string connectionId, string group, CancellationToken cancellationToken) =>
        LeaveAsync(connectionId, names.Group(group), cancellationToken);

    public async IAsyncEnumerable<string> ListAsync(Audience audience, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        switch (audience)
        {
            case Audience.Caller caller:
                yield return caller.ConnectionId;
                break;

            case Audience.Named named:
                foreach (var id in named.ConnectionIds.Distinct(StringComparer.Ordinal))
                {
                    if (await IsReachableAsync(id, cancellationToken))
                    {
                        yield return id;
                    }
                }

                break;

            case Audience.All all:
                await foreach (var id in QueryAsync(names.Shards(), all.Except, cancellationToken))
                {
                    yield return id;
                }

                break;

            case Audience.Group group:
                await foreach (var id in QueryAsync([names.Group(group.Name)], group.Except, cancellationToken))
                {
                    yield return id;
                }

                break;

            case Audience.User user:
                await foreach (var id in QueryAsync([names.User(user.Identifier)], [], cancellationToken))
                {
                    yield return id;
                }

                break;

            case Audience.Several several:
                foreach (var one in several.Audiences)
                {
                    await foreach (var id in ListAsync(one, cancellationToken))
                    {
                        yield return id;
                    }
                }

                break;
        }
    }

    public IReadOnlyList<MemberRange>? RangesOf(Audience audience) => audience switch
    {
        Audience.Group group => [new MemberRange(names.Group(group.Name), null, null, group.Except)],
        Audience.All all => [.. names.Shards().Select(shard => new MemberRange(shard, null, null, all.Except))],
        _ => null,
    };

    public IAsyncEnumerable<string> ListAsync(MemberRange range, CancellationToken cancellationToken) => _members.ListAsync(range, cancellationToken);

    private async Task<bool> IsReachableAsync(string connectionId, CancellationToken cancellationToken) =>
        await FindAsync(connectionId, cancellationToken) is { Beginning: > Beginning.Opening } row && row.Hub == names.Hub;

    private IEnumerable<string> AudiencesOf(HubConnection connection)
    {
        yield return names.ShardOf(connection.ConnectionId);
        if (connection.UserIdentifier is { } user)
        {
            yield return names.User(user);
        }
    }

    private async Task<bool> MarkAsync(string connectionId, Beginning from, Beginning next, CancellationToken cancellationToken)
    {
        var request = new UpdateItemRequest
        {
            TableName = names.Connections,
            Key = RowKey(connectionId),
            UpdateExpression = "SET #step = :next",
            // An update of a row that is gone would bring it back.
            ConditionExpression = "#step = :from OR #step = :next",
            ExpressionAttributeNames = new Dictionary<string, string> { ["#step"] = BeginningAttribute },
            ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":from"] = Step(from), [":next"] = Step(next) },
        };
        try
        {
            await Telemetry.TableAsync("UpdateItem", names.Connections, () => dynamoDb.UpdateItemAsync(request, cancellationToken));
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    private async Task JoinAsync(string connectionId, string audience, CancellationToken cancellationToken)
    {
        await PutMemberAsync(names.Of(connectionId), audience, cancellationToken);
        await PutMemberAsync(audience, connectionId, cancellationToken);
    }

    private async Task LeaveAsync(string connectionId, string audience, CancellationToken cancellationToken)
    {
        await DeleteMemberAsync(audience, connectionId, cancellationToken);
        await DeleteMemberAsync(names.Of(connectionId), audience, cancellationToken);
    }

    private async Task RemoveMembershipsAsync(string connectionId, CancellationToken cancellationToken)
    {
        // Also those whose time is over: they are swept one by one, and a half of one must not stay.
        var audiences = new List<string>();
        await foreach (var audience in _members.ListAsync(new MemberRange(names.Of(connectionId), null, null, []), cancellationToken, alsoExpired: true))
        {
            audiences.Add(audience);
        }

        await Parallel.ForEachAsync(audiences, cancellationToken, async (audience, token) => await LeaveAsync(connectionId, audience, token));
    }

    private async Task PutMemberAsync(string audience, string member, CancellationToken cancellationToken)
    {
        var item = MemberKey(audience, member);
        item[HubTables.ExpiresAt] = Seconds(time.GetUtcNow() + HubTables.Lifetime);
        var request = new PutItemRequest { TableName = names.Members, Item = item };
        await Telemetry.TableAsync("PutItem", names.Members, () => dynamoDb.PutItemAsync(request, cancellationToken));
    }

    private async Task DeleteMemberAsync(string audience, string member, CancellationToken cancellationToken)
    {
        var request = new DeleteItemRequest { TableName = names.Members, Key = MemberKey(audience, member) };
        await Telemetry.TableAsync("DeleteItem", names.Members, () => dynamoDb.DeleteItemAsync(request, cancellationToken));
    }

    private async IAsyncEnumerable<string> QueryAsync(
        IReadOnlyList<string> audiences, IReadOnlyList<string> except, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var audience in audiences)
        {
            await foreach (var member in _members.ListAsync(new MemberRange(audience, null, null, except), cancellationToken))
            {
                yield return member;
            }
        }
    }

    private static HubConnection? Read(Dictionary<string, AttributeValue>? item, DateTimeOffset now)
    {
        if (item is null or { Count: 0 }
            || (item.TryGetValue(HubTables.ExpiresAt, out var expires) && long.Parse(expires.N, CultureInfo.InvariantCulture) <= now.ToUnixTimeSeconds()))
        {
            return null;
        }

        return new HubConnection
        {
            ConnectionId = item[HubTables.ConnectionId].S,
            Hub = item.GetValueOrDefault(HubTables.Hub)?.S,
            Beginning = item.TryGetValue(BeginningAttribute, out var step) ? (Beginning)int.Parse(step.N, CultureInfo.InvariantCulture) : Beginning.Opening,
            UserIdentifier = item.GetValueOrDefault(UserAttribute)?.S,
            Query = item.GetValueOrDefault(QueryAttribute)?.S ?? "",
            Headers = Strings(item.GetValueOrDefault(HeadersAttribute)),
            Claims = Strings(item.GetValueOrDefault(ClaimsAttribute)),
        };
    }

    private static Dictionary<string, string> Strings(AttributeValue? map) =>
        map?.M?.ToDictionary(entry => entry.Key, entry => entry.Value.S) ?? [];

    private static AttributeValue Map(IReadOnlyDictionary<string, string> values) =>
        new() { M = values.ToDictionary(entry => entry.Key, entry => new AttributeValue(entry.Value)), IsMSet = true };

    private static AttributeValue Step(Beginning step) => new() { N = ((int)step).ToString(CultureInfo.InvariantCulture) };

    private static AttributeValue Seconds(DateTimeOffset moment) =>
        new() { N = moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };

    private static Dictionary<string, AttributeValue> RowKey(string connectionId) => new() { [HubTables.ConnectionId] = new(connectionId) };

    private static Dictionary<string, AttributeValue> MemberKey(string audience, string member) =>
        new() { [HubTables.Audience] = new(audience), [HubTables.Member] = new(member) };
}
