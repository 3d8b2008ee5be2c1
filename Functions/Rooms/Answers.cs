namespace Chat.Functions.Rooms;

/// <summary>The answer to <c>Join</c>.</summary>
/// <param name="Name">What one is called in the room.</param>
/// <param name="Members">Who is in it, oneself among them.</param>
/// <param name="Messages">Those after the position that was asked for, oldest first; without one, the newest.</param>
/// <param name="HasMore">There are more after these: ask again from the last one.</param>
/// <param name="HasGap">What came right after the position is no longer kept: the history begins later.</param>
/// <param name="Last">The room's last message; null while it has none.</param>
public sealed record Joined(string Name, IReadOnlyList<string> Members, IReadOnlyList<RoomMessage> Messages, bool HasMore, bool HasGap, Position? Last)
{
    /// <summary>More are there than <see cref="Members"/> names. Then nobody hears <c>joined</c>, <c>left</c> and <c>typing</c>: ask <c>Who</c> from time to time.</summary>
    public bool HasMoreMembers { get; init; }
}

/// <summary>The answer to <c>Send</c>: where the message is. It is committed by then.</summary>
public sealed record Receipt(long Epoch, long Sequence);

/// <summary>The answer to <c>History</c>: messages before a position, oldest first.</summary>
public sealed record HistoryPage(IReadOnlyList<RoomMessage> Messages, bool HasMore);

/// <summary>The answer to <c>Who</c>. By <paramref name="Last"/> a client sees whether it has missed anything, without another message.</summary>
public sealed record Presence(IReadOnlyList<string> Members, Position? Last)
{
    /// <inheritdoc cref="Joined.HasMoreMembers"/>
    public bool HasMoreMembers { get; init; }
}
