using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Replay;

/// <summary>A recording of which lines may have been taken out by hand.</summary>
internal static class EditedSession
{
    /// <summary>Why it can't be replayed. Null: it can.</summary>
    public static string? WhyNot(Session session)
    {
        var numbers = new HashSet<long>();
        foreach (var (index, line) in session.Lines.Index())
        {
            if (!numbers.Add(line.N))
            {
                // The first line is the header.
                return $"line {index + 2} has the \"n\" of a line above it, {line.N}: take one of them out.";
            }
        }

        return null;
    }

    /// <summary>Without what hangs on lines that aren't there any more: what a connection does that never connects, and what comes of what is never done.</summary>
    public static Session Whole(Session session)
    {
        var connected = new HashSet<int>();
        var causes = new HashSet<long>();
        var once = new HashSet<(Type, int)>();
        return session with { Lines = [.. session.Lines.Where(IsKept)] };

        bool IsKept(SessionLine line)
        {
            var isKept = line switch
            {
                SessionLine.Connect connect => connected.Add(connect.Connection),
                SessionLine.Open open => Ends(open.Connection),
                SessionLine.Refuse refuse => Ends(refuse.Connection),
                SessionLine.FrameIn received => connected.Contains(received.Connection),
                SessionLine.FrameOut sent => connected.Contains(sent.Connection) && (sent.Of is not > 0 || causes.Contains(sent.Of.Value)),
                SessionLine.Done done => causes.Contains(done.Of),
                SessionLine.Close close => connected.Contains(close.Connection) && once.Add((typeof(SessionLine.Close), close.Connection)),
                _ => true,
            };
            if (isKept && line is SessionLine.Connect or SessionLine.FrameIn or SessionLine.Close)
            {
                causes.Add(line.N);
            }

            return isKept;
        }

        bool Ends(int connection) => connected.Contains(connection) && once.Add((typeof(SessionLine.Open), connection));
    }
}
