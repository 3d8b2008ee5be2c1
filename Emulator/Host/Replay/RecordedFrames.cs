using System.Collections.Frozen;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Replay;

/// <summary>A recorded session by what is looked for in it.</summary>
internal sealed class RecordedFrames
{
    private readonly FrozenDictionary<(int Connection, long? Of), List<SessionLine.FrameOut>> _deliveries;
    private readonly FrozenDictionary<long, SessionLine> _lines;
    private readonly FrozenDictionary<long, long> _done;

    public RecordedFrames(Session session)
    {
        Session = session;
        _lines = session.Lines.ToFrozenDictionary(line => line.N);
        _done = session.Lines.OfType<SessionLine.Done>().DistinctBy(done => done.Of).ToFrozenDictionary(done => done.Of, done => done.N);

        // A long that is null has a hash code of its own: what comes of nothing known is a group like the others.
        _deliveries = session.Lines.OfType<SessionLine.FrameOut>().GroupBy(sent => (sent.Connection, sent.Of)).ToFrozenDictionary(group => group.Key, group => group.ToList());
        Connects = session.Lines.OfType<SessionLine.Connect>().ToFrozenDictionary(connect => connect.Connection);
        Closes = session.Lines.OfType<SessionLine.Close>().ToFrozenDictionary(close => close.Connection);
    }

    public Session Session { get; }

    public FrozenDictionary<int, SessionLine.Connect> Connects { get; }

    public FrozenDictionary<int, SessionLine.Close> Closes { get; }

    public SessionLine? Find(long? n) => n is { } number ? _lines.GetValueOrDefault(number) : null;

    /// <summary>What one connection heard of one cause, in order.</summary>
    public IReadOnlyList<SessionLine.FrameOut> Heard(int connection, long? of) => _deliveries.GetValueOrDefault((connection, of)) ?? [];

    /// <summary>
    /// What was under way before a client did something, and was through before anything came of that: it is waited for first. So two messages that were at work
    /// at the same time take effect in the order in which they did, and a connection that had left by then has left.
    /// </summary>
    public IEnumerable<SessionLine> FinishedBefore(SessionLine action)
    {
        var index = Session.Lines.IndexOf(action);
        var first = Session.Lines.Skip(index + 1).TakeWhile(line => CauseOf(line) != action.N).Count() + index + 1;
        return first == Session.Lines.Length ? [] : Session.Lines[(index + 1)..first].Where(line => CauseOf(line) is > 0 and var of && of < action.N);
    }

    /// <summary>
    /// False when what a delivery comes of was still at work as its connection ended, or the recording: whether it would have come, nobody knows.
    /// </summary>
    public bool WasHeardOut(int connection, long? of) => of is not { } cause || Find(cause) is SessionLine.Connect
        || (_done.TryGetValue(cause, out var done) && (!Closes.TryGetValue(connection, out var close) || done < close.N));

    /// <summary>True when a frame came while what it comes of was still at work; false when it came later, of something asynchronous, or of nobody knows what.</summary>
    public bool IsPrompt(SessionLine.FrameOut sent) => sent.Of is { } of && (Find(of) is SessionLine.Connect || (_done.TryGetValue(of, out var done) && sent.N < done));

    private long? CauseOf(SessionLine line) => line switch
    {
        SessionLine.FrameOut sent => sent.Of,
        SessionLine.Done done => done.Of,
        SessionLine.Open open => Connects.GetValueOrDefault(open.Connection)?.N,
        SessionLine.Refuse refuse => Connects.GetValueOrDefault(refuse.Connection)?.N,
        _ => null,
    };
}
