using System.Collections.Concurrent;

namespace Chat.Functions.Rooms;

/// <summary>
/// The last messages of rooms that this process itself has put: the next message needs no look at the table to find its place. Only a guess, for the write that
/// follows is conditional: where somebody else came between it fails, and costs more than the look would have. So a room in which that happens is looked at for a while.
/// </summary>
internal sealed class KnownEnds(TimeProvider time)
{
    // Rooms that are spoken in within a minute; more are forgotten, and looked at.
    private const int Most = 256;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LookedAtFor = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, End> _ends = new(StringComparer.Ordinal);

    /// <summary>Null: look.</summary>
    public Position? Find(string room) =>
        _ends.TryGetValue(room, out var end) && end.Position is { } position && time.GetElapsedTime(end.At) < Kept ? position : null;

    /// <summary>This process has put a message.</summary>
    public void Put(string room, Position position)
    {
        if (_ends.TryGetValue(room, out var end) && end.Position is null && time.GetElapsedTime(end.At) < LookedAtFor)
        {
            return;
        }

        if (_ends.Count >= Most)
        {
            _ends.Clear();
        }

        _ends[room] = new End(position, time.GetTimestamp());
    }

    /// <summary>Somebody else has put one where this process wanted to.</summary>
    public void Lost(string room) => _ends[room] = new End(null, time.GetTimestamp());

    private readonly record struct End(Position? Position, long At);
}
