using System.Collections.Concurrent;

namespace Chat.Soak.Tests.Hub;

/// <summary>Which message stands where in which room, as whoever comes first says it: everybody else has to say the same.</summary>
internal sealed class HubLedger
{
    private const int MaxDetails = 30;

    private readonly ConcurrentDictionary<(string Room, long Sequence), string> _ids = new();
    private readonly ConcurrentDictionary<string, (string Room, long Sequence)> _receipts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _lasts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _epochs = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly ConcurrentQueue<string> _trouble = new();
    private int _shown;
    private int _filled;
    private int _twice;
    private int _missed;
    private int _troubled;
    private int _wrong;

    /// <summary>What must not be, the first of it.</summary>
    public IReadOnlyList<string> Problems => [.. _problems];

    /// <summary>Calls that failed and were repeated, the first of them.</summary>
    public IReadOnlyList<string> Trouble => [.. _trouble];

    public HubTally Tally => new(_receipts.Count, _shown, _filled, _missed, _twice, _troubled, _wrong);

    /// <summary>How far a room has come, as anybody knows.</summary>
    public long LastOf(string room) => _lasts.GetValueOrDefault(room);

    /// <summary>A member has a message at its place, right behind the one before.</summary>
    /// <param name="wasHeard">It was called with it, and did not have to ask.</param>
    public void Shown(string member, string room, HeardMessage message, bool wasHeard)
    {
        Interlocked.Increment(ref _shown);
        if (!wasHeard)
        {
            Interlocked.Increment(ref _filled);
        }

        Check(member, room, message.Epoch, message.Sequence, message.Id);
    }

    /// <summary>Somebody who was there all the time had to ask for a message.</summary>
    public void Missed() => Interlocked.Increment(ref _missed);

    /// <summary>It was on its way, and came after the answer.</summary>
    public void HeardAfterAll() => Interlocked.Decrement(ref _missed);

    public void HeardTwice() => Interlocked.Increment(ref _twice);

    /// <summary>The sender was told where its message is.</summary>
    public void Committed(string member, string room, string id, HeardPosition receipt)
    {
        Check(member, room, receipt.Epoch, receipt.Sequence, id);
        if (_receipts.GetOrAdd(id, (room, receipt.Sequence)) != (room, receipt.Sequence))
        {
            Wrong($"{member}'s message {id} has two places");
        }
    }

    public void Wrong(string what)
    {
        Interlocked.Increment(ref _wrong);
        if (_problems.Count < MaxDetails)
        {
            _problems.Enqueue(what);
        }
    }

    /// <summary>A call failed, and is made again.</summary>
    public void Repeats(string what)
    {
        Interlocked.Increment(ref _troubled);
        if (_trouble.Count < MaxDetails)
        {
            _trouble.Enqueue(what);
        }
    }

    /// <summary>Every place of every room has a message that its sender was told of, and no message has two.</summary>
    public void Close()
    {
        foreach (var (room, last) in _lasts)
        {
            var known = _ids.Keys.Count(key => key.Room == room);
            if (known != last)
            {
                Wrong($"{room} has {last} places, and {known} of them were ever seen");
            }
        }

        if (_ids.Count != _receipts.Count)
        {
            Wrong($"{_ids.Count} places, and {_receipts.Count} messages whose senders know them");
        }
    }

    private void Check(string member, string room, long epoch, long sequence, string id)
    {
        _lasts.AddOrUpdate(room, sequence, (_, last) => Math.Max(last, sequence));
        if (_epochs.GetOrAdd(room, epoch) != epoch)
        {
            Wrong($"{member} saw a second epoch in {room}");
        }

        if (_ids.GetOrAdd((room, sequence), id) is var other && other != id)
        {
            Wrong($"{member} has {id} at place {sequence} of {room}, where others have {other}");
        }
    }
}

/// <param name="Committed">Messages whose senders were told where they are.</param>
/// <param name="Shown">How often a member got one, at its place.</param>
/// <param name="Filled">How many of these it had to ask for: it had been away, or missed the call.</param>
/// <param name="Missed">How many of those one had to ask for although one was there, and never heard.</param>
/// <param name="Twice">Calls with what one had.</param>
/// <param name="Repeated">Calls that failed, by a cut connection or an error, and were made again.</param>
/// <param name="Wrong">What must not be.</param>
internal sealed record HubTally(int Committed, int Shown, int Filled, int Missed, int Twice, int Repeated, int Wrong)
{
    public override string ToString() => $"{Committed} messages, had {Shown} times, {Filled} asked for, {Missed} missed, {Twice} heard twice, {Repeated} calls repeated, {Wrong} wrong";
}
