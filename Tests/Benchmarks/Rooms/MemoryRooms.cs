extern alias functions;

using System.Collections.Concurrent;
using functions::Chat.Functions.Rooms;

namespace Chat.Benchmarks.Rooms;

/// <summary>The rooms in a server's memory: no table, so that what is left of the chat is the hub and its clients.</summary>
internal sealed class MemoryRooms : IRoomStore
{
    private const long Epoch = 1;

    private readonly ConcurrentDictionary<string, Room> _rooms = new(StringComparer.Ordinal);

    public Task<RoomMessage> CommitAsync(string room, Draft draft, CancellationToken cancellationToken)
    {
        var found = _rooms[room];
        lock (found)
        {
            var message = new RoomMessage(Epoch, found.Messages.Count + 1, draft.Id, draft.Name, draft.Text, TimeProvider.System.GetUtcNow());
            found.Messages.Add(message);
            return Task.FromResult(message);
        }
    }

    public Task<MessagesAfter> ReadAfterAsync(string room, Position after, CancellationToken cancellationToken) =>
        Task.FromResult(new MessagesAfter(Read(room, messages => messages.Skip((int)after.Sequence)), HasMore: false, HasGap: false));

    public Task<HistoryPage> ReadBeforeAsync(string room, Position? before, int count, CancellationToken cancellationToken) =>
        Task.FromResult(new HistoryPage(Read(room, messages => messages.TakeLast(count)), HasMore: false));

    public Task<Position?> LastAsync(string room, CancellationToken cancellationToken) =>
        Task.FromResult(Read(room, messages => messages.TakeLast(1)) is [var last] ? new Position(last.Epoch, last.Sequence) : null);

    public Task<Entry> EnterAsync(string room, Visitor visitor, CancellationToken cancellationToken)
    {
        _rooms.GetOrAdd(room, _ => new Room()).Members[visitor.ConnectionId] = visitor.Name;
        return Task.FromResult(Entry.Entered);
    }

    public Task<string?> LeaveAsync(string room, string connectionId, CancellationToken cancellationToken) =>
        Task.FromResult(_rooms[room].Members.TryRemove(connectionId, out var name) ? name : null);

    public Task<string?> NameInAsync(string room, string connectionId, CancellationToken cancellationToken) =>
        Task.FromResult(_rooms[room].Members.GetValueOrDefault(connectionId));

    public Task<bool> TryCountAsync(string sender, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<IReadOnlyList<string>> RoomsOfAsync(string connectionId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. _rooms.Where(room => room.Value.Members.ContainsKey(connectionId)).Select(room => room.Key)]);

    public Task<Names> MembersAsync(string room, CancellationToken cancellationToken) =>
        Task.FromResult(new Names([.. _rooms[room].Members.Values], HasMore: false));

    private List<RoomMessage> Read(string room, Func<List<RoomMessage>, IEnumerable<RoomMessage>> choose)
    {
        var found = _rooms[room];
        lock (found)
        {
            return [.. choose(found.Messages)];
        }
    }

    private sealed class Room
    {
        public List<RoomMessage> Messages { get; } = [];

        public ConcurrentDictionary<string, string> Members { get; } = new(StringComparer.Ordinal);
    }
}
