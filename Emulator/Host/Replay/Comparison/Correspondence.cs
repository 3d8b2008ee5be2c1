namespace Chat.Emulator.Host.Replay.Comparison;

/// <summary>Which ID of the replay stands for which one of the recording: one for one, the same wherever it comes again.</summary>
internal sealed class Correspondence
{
    private readonly Dictionary<string, string> _replayed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _recorded = new(StringComparer.Ordinal);
    private readonly List<(string Recorded, string Replayed)> _order = [];

    /// <summary>A place to go back to, should what is being compared not be the same after all.</summary>
    public int Mark => _order.Count;

    public string? Find(string recorded) => _replayed.GetValueOrDefault(recorded);

    public string? FindRecorded(string replayed) => _recorded.GetValueOrDefault(replayed);

    /// <summary>True when the two stand for each other, from now on if not before.</summary>
    public bool TryPair(string recorded, string replayed)
    {
        if (_replayed.TryGetValue(recorded, out var known))
        {
            return known == replayed;
        }

        if (!_recorded.TryAdd(replayed, recorded))
        {
            return false;
        }

        _replayed.Add(recorded, replayed);
        _order.Add((recorded, replayed));
        return true;
    }

    public void GoBackTo(int mark)
    {
        foreach (var (recorded, replayed) in _order[mark..])
        {
            _replayed.Remove(recorded);
            _recorded.Remove(replayed);
        }

        _order.RemoveRange(mark, _order.Count - mark);
    }
}
