namespace Chat.Emulator.Recording;

/// <summary>Turns what the gateway tells into lines: counts them and the connections, and finds what each delivery comes of. One caller at a time.</summary>
internal sealed class Transcript(TimeProvider time)
{
    // A message's deliveries come soon. What an asynchronous function posts after so many others is nobody's.
    private const int MaxCauses = 50_000;

    private readonly long _start = time.GetTimestamp();
    private readonly Dictionary<string, int> _connections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _causes = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private int _connectionCount;

    /// <summary>The number of the newest line.</summary>
    public long Count { get; private set; }

    /// <returns>Null when there is nothing to write: it is part of something older than the transcript, or only says what later lines mean.</returns>
    public SessionLine? Add(SessionEvent told)
    {
        switch (told)
        {
            case SessionEvent.Handshake connecting:
                _connections[connecting.ConnectionId] = ++_connectionCount;
                return Caused(connecting.RequestId, new SessionLine.Connect(
                    _connectionCount, connecting.ConnectionId, connecting.RequestId, connecting.ApiId, connecting.StageName, connecting.Query, connecting.Headers));
            case SessionEvent.Opened opened:
                return Find(opened.ConnectionId) is { } open ? Numbered(new SessionLine.Open(open, opened.Subprotocol)) : null;
            case SessionEvent.Refused refused when _connections.Remove(refused.ConnectionId, out var shut):
                return Numbered(new SessionLine.Refuse(shut, refused.Status, refused.ErrorType));
            case SessionEvent.FrameIn received when Find(received.ConnectionId) is { } from:
                return Caused(received.RequestId, new SessionLine.FrameIn(from, received.RequestId, received.Text));
            case SessionEvent.FrameIn received:
                return Elsewhere(received.RequestId);
            case SessionEvent.FrameOut sent:
                return Find(sent.ConnectionId) is { } to ? Numbered(new SessionLine.FrameOut(to, sent.Text, CauseOf(sent.RequestId))) : null;
            case SessionEvent.Closed closed when Find(closed.ConnectionId) is { } gone:
                _connections.Remove(closed.ConnectionId);

                // By its connection, until $disconnect has an event of its own.
                return Caused(closed.ConnectionId, new SessionLine.Close(gone, closed.By, closed.Code, closed.Reason));
            case SessionEvent.Leaving { RequestId: null } leaving:
                return CauseOf(leaving.ConnectionId) is { } left ? Numbered(new SessionLine.Done(left)) : null;
            case SessionEvent.Leaving leaving:
                Remember(leaving.RequestId, CauseOf(leaving.ConnectionId) ?? 0);
                return null;
            case SessionEvent.Done done:
                return CauseOf(done.RequestId) is > 0 and var of ? Numbered(new SessionLine.Done(of)) : null;
            case SessionEvent.Elsewhere elsewhere:
                return Elsewhere(elsewhere.RequestId);
            default:
                return null;
        }
    }

    private int? Find(string connectionId) => _connections.TryGetValue(connectionId, out var connection) ? connection : null;

    private long? CauseOf(string? key) => key is not null && _causes.TryGetValue(key, out var cause) ? cause : null;

    private SessionLine Numbered(SessionLine line) => line with { N = ++Count, AtMs = Math.Round(time.GetElapsedTime(_start).TotalMilliseconds, 1) };

    private SessionLine Caused(string key, SessionLine line)
    {
        var numbered = Numbered(line);
        Remember(key, numbered.N);
        return numbered;
    }

    private SessionLine? Elsewhere(string requestId)
    {
        Remember(requestId, 0);
        return null;
    }

    private void Remember(string key, long cause)
    {
        if (_causes.TryAdd(key, cause))
        {
            _order.Enqueue(key);
            if (_order.Count > MaxCauses)
            {
                _causes.Remove(_order.Dequeue());
            }
        }
    }
}
