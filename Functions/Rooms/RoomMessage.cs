namespace Chat.Functions.Rooms;

/// <summary>A message as everybody in its room gets it.</summary>
/// <param name="Epoch">With <paramref name="Sequence"/> its position.</param>
/// <param name="Sequence">Its number within the epoch.</param>
/// <param name="Id">What its sender called it, so that the sender knows it again.</param>
/// <param name="Name">Who sent it.</param>
/// <param name="Text">Data, whatever it says.</param>
/// <param name="SentAt">When it was committed.</param>
/// <param name="CutFrom">Of a text that was too long for a frame: its whole length in bytes.</param>
public sealed record RoomMessage(long Epoch, long Sequence, string Id, string Name, string Text, DateTimeOffset SentAt, int? CutFrom = null);
