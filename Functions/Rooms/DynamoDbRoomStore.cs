using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Chat.SignalR.State;

namespace Chat.Functions.Rooms;

/// <summary>The rooms in DynamoDB: messages by <see cref="MessageLog"/>, and who is there under which name.</summary>
internal sealed class DynamoDbRoomStore(IAmazonDynamoDB dynamoDb, string connectionsTable, string roomsTable, TimeProvider time) : IRoomStore
{
    private const string ConnectionId = "connectionId";
    private const string NameAttribute = "name";
    private const string Owner = "ownerHash";

    private readonly RoomTable _table = new(dynamoDb, roomsTable, time);
    private readonly MessageLog _log = new(new RoomTable(dynamoDb, roomsTable, time), MessageLog.BetweenRaces, time);
    private readonly SendingRate _rate = new(new RoomTable(dynamoDb, roomsTable, time), time);

    public Task<RoomMessage> CommitAsync(string room, Draft draft, CancellationToken cancellationToken) => _log.CommitAsync(room, draft, cancellationToken);

    public Task<MessagesAfter> ReadAfterAsync(string room, Position after, CancellationToken cancellationToken) =>
        _log.ReadAfterAsync(room, after, cancellationToken);

    public Task<HistoryPage> ReadBeforeAsync(string room, Position? before, int count, CancellationToken cancellationToken) =>
        _log.ReadBeforeAsync(room, before, count, cancellationToken);

    public Task<Position?> LastAsync(string room, CancellationToken cancellationToken) => _log.LastAsync(room, cancellationToken);

    public Task<bool> TryCountAsync(string sender, CancellationToken cancellationToken) => _rate.TryCountAsync(sender, cancellationToken);

    public async Task<Entry> EnterAsync(string room, Visitor visitor, CancellationToken cancellationToken)
    {
        if (await NameInAsync(room, visitor.ConnectionId, cancellationToken) is not null)
        {
            return Entry.WasThere;
        }

        // First what the connection's end looks for: nothing may be left in the room that nobody takes out.
        await _table.PutAsync(RoomKeys.OfConnection(visitor.ConnectionId), RoomKeys.OfRoom(room), [], HubTables.Lifetime, cancellationToken);
        var entry = await TakeNameAsync(room, visitor, cancellationToken);
        if (entry == Entry.NameTaken)
        {
            await _table.DeleteAsync(RoomKeys.OfConnection(visitor.ConnectionId), RoomKeys.OfRoom(room), null, [], cancellationToken);
            return entry;
        }

        await _table.PutAsync(
            RoomKeys.OfRoom(room),
            RoomKeys.Member(visitor.ConnectionId),
            new Dictionary<string, AttributeValue> { [NameAttribute] = new(visitor.Name) },
            HubTables.Lifetime,
            cancellationToken);

        // One that ended meanwhile has been taken out of all rooms, and not of this one.
        if (!await IsOpenAsync(visitor.ConnectionId, cancellationToken))
        {
            await LeaveAsync(room, visitor.ConnectionId, cancellationToken);
        }

        return entry;
    }

    public async Task<string?> LeaveAsync(string room, string connectionId, CancellationToken cancellationToken)
    {
        var member = await _table.DeleteAsync(RoomKeys.OfRoom(room), RoomKeys.Member(connectionId), null, [], cancellationToken);
        var name = member?.GetValueOrDefault(NameAttribute)?.S;
        var hasLeft = name is not null && await GiveUpNameAsync(room, name, connectionId, cancellationToken);
        await _table.DeleteAsync(RoomKeys.OfConnection(connectionId), RoomKeys.OfRoom(room), null, [], cancellationToken);
        return hasLeft ? name : null;
    }

    public async Task<string?> NameInAsync(string room, string connectionId, CancellationToken cancellationToken) =>
        (await _table.FindAsync(RoomKeys.OfRoom(room), RoomKeys.Member(connectionId), cancellationToken))?[NameAttribute].S;

    public async Task<IReadOnlyList<string>> RoomsOfAsync(string connectionId, CancellationToken cancellationToken)
    {
        var rooms = new List<string>();
        await foreach (var item in _table.QueryAsync(RoomKeys.OfConnection(connectionId), "room#", "room$", isForward: true, null, cancellationToken))
        {
            rooms.Add(item[RoomKeys.Item].S["room#".Length..]);
        }

        return rooms;
    }

    public async Task<Names> MembersAsync(string room, CancellationToken cancellationToken)
    {
        var names = new NameList();
        await foreach (var (_, name) in MembershipsAsync(room, RoomRules.MostOfASmallRoom + 1, cancellationToken))
        {
            if (!names.TryAdd(name))
            {
                break;
            }
        }

        return names.ToNames();
    }

    private async IAsyncEnumerable<(string ConnectionId, string Name)> MembershipsAsync(
        string room, int? pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in _table.QueryAsync(RoomKeys.OfRoom(room), RoomKeys.Members, "member$", isForward: true, pageSize, cancellationToken))
        {
            if (_table.IsLive(item))
            {
                yield return (item[RoomKeys.Item].S[RoomKeys.Members.Length..], item[NameAttribute].S);
            }
        }
    }

    // True when the room should hear of it. While somebody is there by that name on another connection, a second tab say, the name goes over to it, and nobody has left.
    private async Task<bool> GiveUpNameAsync(string room, string name, string connectionId, CancellationToken cancellationToken)
    {
        var mine = new Dictionary<string, AttributeValue> { [":me"] = new(connectionId) };
        var claim = await _table.FindAsync(RoomKeys.OfRoom(room), RoomKeys.Name(name), cancellationToken);
        if (claim is null || claim[ConnectionId].S != connectionId)
        {
            return false;
        }

        var others = new NameList();
        await foreach (var (other, called) in MembershipsAsync(room, pageSize: null, cancellationToken))
        {
            others.TryAdd(called);
            if (string.Equals(called, name, StringComparison.OrdinalIgnoreCase))
            {
                claim[ConnectionId] = new(other);
                await _table.TryPutAsync(RoomKeys.OfRoom(room), RoomKeys.Name(name), claim, HubTables.Lifetime, $"{ConnectionId} = :me", mine, cancellationToken);
                return false;
            }
        }

        return await _table.DeleteAsync(RoomKeys.OfRoom(room), RoomKeys.Name(name), $"{ConnectionId} = :me", mine, cancellationToken) is not null
            && !others.HasMore;
    }

    private async Task<Entry> TakeNameAsync(string room, Visitor visitor, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, AttributeValue> { [":now"] = RoomTable.Number(time.GetUtcNow().ToUnixTimeSeconds()) };
        if (await TryTakeAsync($"attribute_not_exists({RoomKeys.Item}) OR {RoomKeys.ExpiresAt} <= :now", values))
        {
            return Entry.Entered;
        }

        // Somebody has it. The same client by a connection that it lost, of which nobody may know yet, takes it over, and the room hears nothing of it.
        if (Secret(visitor) is { } owner && await TryTakeAsync($"{Owner} = :owner", new Dictionary<string, AttributeValue> { [":owner"] = new(owner) }))
        {
            return Entry.WasThere;
        }

        var holder = (await _table.FindAsync(RoomKeys.OfRoom(room), RoomKeys.Name(visitor.Name), cancellationToken))?[ConnectionId].S;
        if (holder is not null && await IsOpenAsync(holder, cancellationToken))
        {
            return Entry.NameTaken;
        }

        var takeOver = holder is null
            ? await TryTakeAsync($"attribute_not_exists({RoomKeys.Item})", [])
            : await TryTakeAsync($"{ConnectionId} = :holder", new Dictionary<string, AttributeValue> { [":holder"] = new(holder) });
        return takeOver ? Entry.Entered : Entry.NameTaken;

        Task<bool> TryTakeAsync(string condition, Dictionary<string, AttributeValue> conditionValues)
        {
            var attributes = new Dictionary<string, AttributeValue> { [ConnectionId] = new(visitor.ConnectionId) };
            if (Secret(visitor) is { } secret)
            {
                attributes[Owner] = new(secret);
            }

            return _table.TryPutAsync(
                RoomKeys.OfRoom(room), RoomKeys.Name(visitor.Name), attributes, HubTables.Lifetime, condition, conditionValues, cancellationToken);
        }
    }

    // What only the client knows is in no row.
    private static string? Secret(Visitor visitor) =>
        visitor.Owner is { Length: > 0 } owner ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner))) : null;

    private async Task<bool> IsOpenAsync(string connectionId, CancellationToken cancellationToken) => (await dynamoDb.GetItemAsync(
        new GetItemRequest
        {
            TableName = connectionsTable,
            Key = new Dictionary<string, AttributeValue> { [HubTables.ConnectionId] = new(connectionId) },
            ConsistentRead = true,
        },
        cancellationToken)).Item is { Count: > 0 } row && _table.IsLive(row);
}
