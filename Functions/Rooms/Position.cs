namespace Chat.Functions.Rooms;

/// <summary>
/// Where a message is in its room. Sequences have no gap within an epoch; a new epoch begins where a room has nothing left to count on from.
/// </summary>
public sealed record Position(long Epoch, long Sequence);
