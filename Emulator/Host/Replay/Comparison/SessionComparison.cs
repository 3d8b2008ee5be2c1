using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Replay.Comparison;

/// <summary>
/// Compares what each connection heard. What comes of one message is compared in order; what comes of different ones, which may be at work at the same
/// time, may stand in any order, and so may what nobody knows the cause of.
/// </summary>
internal sealed class SessionComparison(RecordedFrames recorded, PlayedSession played, FrameComparer comparer, IReadOnlySet<long> notSent)
{
    // Idle for too long, alive for too long, the emulator stops: none of it is the functions' doing, nor is it waited for again.
    private const int GoingAway = 1001;

    private readonly List<Difference> _differences = [];
    private readonly ILookup<int, SessionLine.FrameOut> _heard = played.Frames.ToLookup(frame => frame.Connection);
    private int _same;
    private int _leftOut;

    /// <summary>Whether a close is something that a client hears of the stack.</summary>
    public static bool IsCompared(SessionLine.Close close) => close.By == Enders.Gateway && close.Code != GoingAway;

    public SessionDifferences Run()
    {
        var handshakes = recorded.Session.Lines.Where(line => line is SessionLine.Open or SessionLine.Refuse)
            .ToDictionary(line => line is SessionLine.Open open ? open.Connection : ((SessionLine.Refuse)line).Connection);
        foreach (var (connection, connect) in recorded.Connects.OrderBy(pair => pair.Key))
        {
            if (handshakes.GetValueOrDefault(connection) is { } handshake)
            {
                CompareHandshakes(connect, handshake);
            }

            CompareFrames(connection);
            CompareCloses(connection);
        }

        var deliveries = recorded.Session.Lines.Count(line => line is SessionLine.FrameOut { Of: not 0 });
        return new SessionDifferences(
            [.. _differences.OrderBy(difference => difference.After?.N ?? long.MaxValue).ThenBy(difference => difference.Connection)],
            deliveries, _same, _leftOut, [.. recorded.Session.Lines.OfType<SessionLine.FrameIn>().Where(line => notSent.Contains(line.N))]);
    }

    private void CompareHandshakes(SessionLine.Connect connect, SessionLine handshake)
    {
        var (expected, got) = (Describe(handshake), Describe(played.Handshake(connect.Connection)));
        if (expected != got)
        {
            _differences.Add(new Difference(DifferenceKind.Handshake, connect.Connection, connect, expected, got, []));
        }
    }

    private void CompareCloses(int connection)
    {
        var before = recorded.Closes.GetValueOrDefault(connection) is { } close && IsCompared(close) ? close : null;
        var now = played.Close(connection) is { } other && IsCompared(other) ? other : null;
        var (expected, got) = (Describe(before), Describe(now));
        if (expected != got && played.Handshake(connection) is SessionLine.Open)
        {
            _differences.Add(new Difference(DifferenceKind.Close, connection, before, expected, got, []));
        }
    }

    private void CompareFrames(int connection)
    {
        var isOpen = played.Handshake(connection) is SessionLine.Open;
        var expected = new List<SessionLine.FrameOut>();
        var got = new List<SessionLine.FrameOut>();
        var heard = _heard[connection].ToLookup(frame => frame.Of);
        foreach (var of in recorded.CausesOf(connection).Concat(heard.Select(group => group.Key)).Where(of => of != 0).Distinct())
        {
            CompareCause([.. recorded.Heard(connection, of)], [.. heard[of]], expected, got);
        }

        // A post is the same whoever is said to have caused it: a function that somebody else starts isn't known by its token, say.
        Match(expected, got, null);
        foreach (var missing in expected)
        {
            if (!isOpen || (missing.Of is { } cause && notSent.Contains(cause)))
            {
                _leftOut++;
                continue;
            }

            var other = got.FindIndex(extra => extra.Of == missing.Of);
            var text = other < 0 ? null : got[other].Text;
            Add(text is null ? DifferenceKind.Missing : DifferenceKind.Changed, connection, missing.Of, missing.Text, text);
            if (other >= 0)
            {
                got.RemoveAt(other);
            }
        }

        foreach (var extra in got.Where(extra => recorded.WasHeardOut(connection, extra.Of)))
        {
            Add(DifferenceKind.Extra, connection, extra.Of, null, extra.Text);
        }
    }

    /// <param name="missing">Gets what has no other one, likewise <paramref name="extra"/>.</param>
    private void CompareCause(
        List<SessionLine.FrameOut> expected, List<SessionLine.FrameOut> got, List<SessionLine.FrameOut> missing, List<SessionLine.FrameOut> extra)
    {
        var others = Alignment.Of(expected.Count, got.Count, (first, second) => comparer.AreSame(expected[first].Text, got[second].Text));
        foreach (var (index, other) in others.Index().Where(pair => pair.Item >= 0))
        {
            comparer.TryPair(expected[index].Text, got[other].Text);
            _same++;
        }

        var left = expected.Where((_, index) => others[index] < 0).ToList();
        var right = got.Where((_, index) => !others.Contains(index)).ToList();
        Match(left, right, left.Count > 0 && left[0].Of is null ? null : DifferenceKind.Order);
        missing.AddRange(left);
        extra.AddRange(right);
    }

    /// <summary>Takes out of both what is in both, whatever its place.</summary>
    /// <param name="difference">What that makes. Null: none.</param>
    private void Match(List<SessionLine.FrameOut> expected, List<SessionLine.FrameOut> got, DifferenceKind? difference)
    {
        foreach (var frame in expected.ToList())
        {
            var other = got.FindIndex(heard => comparer.TryPair(frame.Text, heard.Text));
            if (other < 0)
            {
                continue;
            }

            if (difference is { } kind)
            {
                Add(kind, frame.Connection, frame.Of, frame.Text, got[other].Text);
            }
            else
            {
                _same++;
            }

            expected.Remove(frame);
            got.RemoveAt(other);
        }
    }

    private void Add(DifferenceKind kind, int connection, long? of, string? expected, string? got) => _differences.Add(new Difference(
        kind, connection, recorded.Find(of), expected, got is null ? null : comparer.AsRecorded(got), kind is DifferenceKind.Changed ? comparer.Differences(expected!, got!) : []));

    private static string? Describe(SessionLine? line) => line switch
    {
        SessionLine.Open { Subprotocol: { } subprotocol } => $"open, with the subprotocol {subprotocol}",
        SessionLine.Open => "open",
        SessionLine.Refuse refuse => $"refused with {refuse.Status} {refuse.ErrorType}".TrimEnd(),
        SessionLine.Close close => $"closed with {close.Code} {close.Reason}".TrimEnd(),
        _ => null,
    };
}
