using Chat.Emulator.Host.Replay.Comparison;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Replay;

/// <summary>
/// What happens in a replay, in the recording's own numbers. Learns on the way which ID stands for which, so that a client can send what it heard.
/// </summary>
internal sealed class PlayedSession(RecordedFrames recorded, FrameComparer comparer, TimeProvider time) : ISessionListener
{
    private readonly Lock _gate = new();
    private readonly Transcript _transcript = new(time);
    private readonly SecretMask _mask = new();
    private readonly Queue<SessionLine.Connect> _connecting = new();
    private readonly Dictionary<int, Queue<SessionLine.FrameIn>> _sending = [];
    private readonly Dictionary<int, int> _connections = [];
    private readonly Dictionary<long, long> _numbers = [];
    private readonly Dictionary<(int Connection, long? Of), int> _counts = [];
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<long, long> _done = [];
    private readonly HashSet<int> _begun = [];
    private readonly Dictionary<int, SessionLine> _handshakes = [];
    private readonly Dictionary<int, long> _handshakeTimes = [];
    private readonly Dictionary<int, SessionLine.Close> _closes = [];
    private readonly HashSet<long> _arrived = [];
    private readonly List<SessionLine.FrameOut> _frames = [];
    private long _lastHeard = time.GetTimestamp();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What clients were sent, with the recording's numbers.</summary>
    public IReadOnlyList<SessionLine.FrameOut> Frames => _frames;

    public bool HasArrived(long n) => Locked(() => _arrived.Contains(n));

    /// <summary>When a message, or a <c>$disconnect</c>, was through. Null: not yet.</summary>
    public TimeSpan? SinceDone(long n) => Locked(() => _done.TryGetValue(n, out var at) ? time.GetElapsedTime(at) : (TimeSpan?)null);

    public TimeSpan SinceLastHeard => Locked(() => time.GetElapsedTime(_lastHeard));

    /// <summary>A handshake has come to the gateway.</summary>
    public bool HasBegun(int connection) => Locked(() => _begun.Contains(connection));

    public TimeSpan? SinceHandshake(int connection) => Locked(() => _handshakeTimes.TryGetValue(connection, out var at) ? time.GetElapsedTime(at) : (TimeSpan?)null);

    /// <summary>How a handshake ended: an open or a refuse. Null: not yet.</summary>
    public SessionLine? Handshake(int connection) => Locked(() => _handshakes.GetValueOrDefault(connection));

    public SessionLine.Close? Close(int connection) => Locked(() => _closes.GetValueOrDefault(connection));

    public int Count(int connection, long? of) => Locked(() => _counts.GetValueOrDefault((connection, of)));

    /// <summary>It never came to a handshake: the next one is another's.</summary>
    public void Forget() => Locked(() => _connecting.TryDequeue(out _));

    /// <summary>The next handshake is this one's.</summary>
    public void Expect(SessionLine.Connect connect)
    {
        lock (_gate)
        {
            _connecting.Enqueue(connect);
        }
    }

    /// <summary>The next frame of its connection is this one.</summary>
    public void Expect(SessionLine.FrameIn received)
    {
        lock (_gate)
        {
            if (!_sending.TryGetValue(received.Connection, out var sending))
            {
                _sending.Add(received.Connection, sending = new());
            }

            sending.Enqueue(received);
        }
    }

    /// <summary>A recorded text with this replay's IDs, and the secrets that it has heard or was given.</summary>
    public string Replayed(string text, IReadOnlyDictionary<string, string> given, Func<string, string>? encode = null)
    {
        lock (_gate)
        {
            return string.Concat(TextParts.Of(text).Select(part => part.Kind switch
            {
                PartKind.Id => comparer.Ids.Find(part.Text) ?? part.Text,
                PartKind.Secret when Placeholders.Any().Match(part.Text).Groups["name"].Value is var name
                    && (given.GetValueOrDefault(name) ?? _secrets.GetValueOrDefault(name)) is { } value => encode?.Invoke(value) ?? value,
                _ => part.Text,
            }));
        }
    }

    /// <summary>Waits until something has happened, while there is time left.</summary>
    public async Task<bool> WaitUntilAsync(Func<bool> isSo, Func<TimeSpan> left, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            TimeSpan remaining;
            lock (_gate)
            {
                if (isSo())
                {
                    return true;
                }

                (changed, remaining) = (_changed.Task, left());
            }

            if (remaining <= TimeSpan.Zero)
            {
                return false;
            }

            try
            {
                await changed.WaitAsync(remaining, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // How much is left is asked again.
            }
        }
    }

    public void Hear(SessionEvent told)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_transcript.Add(told) is { } line)
            {
                Take(_mask.Mask(line));
            }

            _lastHeard = time.GetTimestamp();
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private void Take(SessionLine line)
    {
        switch (line)
        {
            case SessionLine.Connect connect when _connecting.TryDequeue(out var expected):
                _connections[connect.Connection] = expected.Connection;
                _numbers[connect.N] = expected.N;
                _begun.Add(expected.Connection);
                comparer.Ids.TryPair(expected.ConnectionId, connect.ConnectionId);
                comparer.Ids.TryPair(expected.RequestId, connect.RequestId);
                break;
            case SessionLine.Open open when Find(open.Connection) is { } connection:
                End(connection, open with { Connection = connection });
                break;
            case SessionLine.Refuse refuse when Find(refuse.Connection) is { } connection:
                End(connection, refuse with { Connection = connection });
                break;
            case SessionLine.FrameIn received when Find(received.Connection) is { } connection
                && _sending.TryGetValue(connection, out var sending) && sending.TryDequeue(out var sent):
                _numbers[received.N] = sent.N;
                _arrived.Add(sent.N);
                comparer.Ids.TryPair(sent.RequestId, received.RequestId);
                break;
            case SessionLine.FrameOut sent when Find(sent.Connection) is { } connection:
                Take(sent with { Connection = connection, Of = sent.Of is > 0 and var of ? _numbers.TryGetValue(of, out var known) ? known : null : sent.Of });
                break;
            case SessionLine.Done done when _numbers.TryGetValue(done.Of, out var number):
                _done[number] = time.GetTimestamp();
                break;
            case SessionLine.Close close when Find(close.Connection) is { } connection:
                _closes[connection] = close with { Connection = connection };
                if (recorded.Closes.TryGetValue(connection, out var before))
                {
                    _numbers[close.N] = before.N;
                }

                break;
        }
    }

    private void Take(SessionLine.FrameOut sent)
    {
        _frames.Add(sent);
        var index = _counts[(sent.Connection, sent.Of)] = _counts.GetValueOrDefault((sent.Connection, sent.Of)) + 1;
        if (recorded.Heard(sent.Connection, sent.Of) is var heard && index <= heard.Count && comparer.TryPair(heard[index - 1].Text, sent.Text))
        {
            foreach (var (before, now) in Placeholders.Any().Matches(heard[index - 1].Text).Zip(Placeholders.Any().Matches(sent.Text)))
            {
                if (_mask.ValueOf(now.Value) is { } value)
                {
                    _secrets[before.Groups["name"].Value] = value;
                }
            }
        }
    }

    private void End(int connection, SessionLine handshake)
    {
        _handshakes[connection] = handshake;
        _handshakeTimes[connection] = time.GetTimestamp();
    }

    private int? Find(int connection) => _connections.TryGetValue(connection, out var known) ? known : null;
}
