namespace Chat.Functions.Rooms;

/// <summary>The rooms: their messages, and who is in them. Failures of the tables are thrown.</summary>
internal interface IRoomStore
{
    /// <summary>
    /// Gives a message its place. The same id of the same sender again makes no second message: the first is returned.
    /// </summary>
    Task<RoomMessage> CommitAsync(string room, Draft draft, CancellationToken cancellationToken);

    /// <summary>The messages after a position, oldest first, as many as go into a frame.</summary>
    Task<MessagesAfter> ReadAfterAsync(string room, Position after, CancellationToken cancellationToken);

    /// <summary>The messages before a position, or the newest, oldest first, as many as go into a frame.</summary>
    Task<HistoryPage> ReadBeforeAsync(string room, Position? before, int count, CancellationToken cancellationToken);

    /// <summary>The room's last message; null while it has none.</summary>
    Task<Position?> LastAsync(string room, CancellationToken cancellationToken);

    /// <summary>Lets a connection into a room under a name, which is unique there while it is in use.</summary>
    Task<Entry> EnterAsync(string room, Visitor visitor, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a connection out of a room; its name when the room should hear of it, null when it wasn't there, is there by another connection, or the room is a large one.
    /// </summary>
    Task<string?> LeaveAsync(string room, string connectionId, CancellationToken cancellationToken);

    /// <summary>What a connection is called in a room; null when it isn't there.</summary>
    Task<string?> NameInAsync(string room, string connectionId, CancellationToken cancellationToken);

    /// <summary>Counts a message of a user, or of a connection that is nobody's; false when there have been too many of late.</summary>
    Task<bool> TryCountAsync(string sender, CancellationToken cancellationToken);

    Task<IReadOnlyList<string>> RoomsOfAsync(string connectionId, CancellationToken cancellationToken);

    /// <summary>What those in a room are called, each name once; of a large room some of them.</summary>
    Task<Names> MembersAsync(string room, CancellationToken cancellationToken);
}

/// <summary>A message that has no place yet.</summary>
/// <param name="MayComeAgain">Whether its sender repeats it when it hears no answer: only then is its id remembered.</param>
internal sealed record Draft(string Id, string Name, string Text, bool MayComeAgain, int? CutFrom = null)
{
    /// <summary>Who sends it, as <see cref="Visitor.Owner"/>: a message is the same one under whatever name he is in the room now. Null: whoever has its name.</summary>
    public string? Owner { get; init; }
}

/// <param name="HasMore">There are more in the room than these: it is a large one, which doesn't hear of who comes, goes and writes.</param>
internal sealed record Names(IReadOnlyList<string> All, bool HasMore);

/// <param name="HasMore">They didn't all go into a frame.</param>
/// <param name="HasGap">The one right after the position is no longer kept.</param>
internal sealed record MessagesAfter(IReadOnlyList<RoomMessage> Messages, bool HasMore, bool HasGap);

/// <param name="ConnectionId">Its connection.</param>
/// <param name="Name">What it wants to be called.</param>
/// <param name="Owner">Something only this client knows; with it, it takes its own name over from a connection that it lost. Null: nothing.</param>
internal sealed record Visitor(string ConnectionId, string Name, string? Owner);

/// <summary>How an attempt to enter a room ended.</summary>
internal enum Entry
{
    /// <summary>The room should hear of it.</summary>
    Entered,

    /// <summary>It was there already, by this connection or by one that it lost.</summary>
    WasThere,

    /// <summary>Somebody else is called so there.</summary>
    NameTaken,
}
