using System.Collections.Frozen;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Replay;

/// <summary>A recorded session by what is looked for in it.</summary>
internal sealed class RecordedFrames
{
    private readonly FrozenDictionary<(int Connection, long? Of), List<SessionLine.FrameOut>> _deliveries;
    private readonly FrozenDictionary<long, SessionLine.Done> _done;
    private readonly FrozenDictionary<long, int> _indexes;
    private readonly FrozenDictionary<long, int> _places;
    private readonly Dictionary<long, int> _firstEffects = [];
    private readonly ILookup<int, long?> _causes;

    public RecordedFrames(Session session)
    {
        Session = session;
        _done = session.Lines.OfType<SessionLine.Done>().DistinctBy(done => done.Of).ToFrozenDictionary(done => done.Of);
        _indexes = session.Lines.Index().ToFrozenDictionary(line => line.Item.N, line => line.Index);

        // A long that is null has a hash code of its own: what comes of nothing known is a group like the others.
        _deliveries = session.Lines.OfType<SessionLine.FrameOut>().GroupBy(sent => (sent.Connection, sent.Of)).ToFrozenDictionary(group => group.Key, group => group.ToList());
        _places = _deliveries.Values.SelectMany(sent => sent.Index()).ToFrozenDictionary(sent => sent.Item.N, sent => sent.Index);
        _causes = _deliveries.Keys.ToLookup(key => key.Connection, key => key.Of);
        Connects = session.Lines.OfType<SessionLine.Connect>().ToFrozenDictionary(connect => connect.Connection);
        Closes = session.Lines.OfType<SessionLine.Close>().ToFrozenDictionary(close => close.Connection);
        foreach (var (index, line) in session.Lines.Index())
        {
            if (CauseOf(line) is > 0 and var cause)
            {
                _firstEffects.TryAdd(cause, index);
            }
        }
    }

    /// <summary>A message's posts are accepted before its integration is through, and are only to be written still.</summary>
    public static TimeSpan WritingTime { get; } = TimeSpan.FromSeconds(1);

    public Session Session { get; }

    public FrozenDictionary<int, SessionLine.Connect> Connects { get; }

    public FrozenDictionary<int, SessionLine.Close> Closes { get; }

    public SessionLine? Find(long? n) => n is { } number && _indexes.TryGetValue(number, out var index) ? Session.Lines[index] : null;

    /// <summary>What one connection heard of one cause, in order.</summary>
    public IReadOnlyList<SessionLine.FrameOut> Heard(int connection, long? of) => _deliveries.GetValueOrDefault((connection, of)) ?? [];

    /// <summary>What one connection heard something of, in the order of the first.</summary>
    public IEnumerable<long?> CausesOf(int connection) => _causes[connection].OrderBy(of => Heard(connection, of)[0].N);

    /// <summary>Which one it is of what its connection heard of its cause, from 0.</summary>
    public int PlaceOf(SessionLine.FrameOut sent) => _places[sent.N];

    /// <summary>
    /// What was under way before a client did something, and was through before anything came of that: it is waited for first. So two messages that were at work
    /// at the same time take effect in the order in which they did, and a connection that had left by then has left.
    /// </summary>
    public IEnumerable<SessionLine> FinishedBefore(SessionLine action)
    {
        var next = _indexes[action.N] + 1;
        return _firstEffects.TryGetValue(action.N, out var first) && first > next
            ? Session.Lines[next..first].Where(line => CauseOf(line) is > 0 and var of && of < action.N)
            : [];
    }

    /// <summary>
    /// False when what a delivery comes of was still at work as its connection ended, or the recording: whether it would have come, nobody knows.
    /// </summary>
    public bool WasHeardOut(int connection, long? of) => of is not { } cause || Find(cause) is SessionLine.Connect
        || (_done.TryGetValue(cause, out var done) && (!Closes.TryGetValue(connection, out var close) || done.N < close.N));

    /// <summary>True when a frame came while what it comes of was still at work; false when it came later, of something asynchronous, or of nobody knows what.</summary>
    public bool IsPrompt(SessionLine.FrameOut sent) => sent.Of is { } of && (Find(of) is SessionLine.Connect || (_done.TryGetValue(of, out var done) && sent.N < done.N));

    /// <summary>True when it came while what it comes of was still at work, or so soon after that that it was only to be written still.</summary>
    public bool CameSoon(SessionLine.FrameOut sent) => IsPrompt(sent)
        || (sent.Of is { } of && _done.TryGetValue(of, out var done) && sent.AtMs - done.AtMs <= WritingTime.TotalMilliseconds);

    private long? CauseOf(SessionLine line) => line switch
    {
        SessionLine.FrameOut sent => sent.Of,
        SessionLine.Done done => done.Of,
        SessionLine.Open open => Connects.GetValueOrDefault(open.Connection)?.N,
        SessionLine.Refuse refuse => Connects.GetValueOrDefault(refuse.Connection)?.N,
        _ => null,
    };
}
