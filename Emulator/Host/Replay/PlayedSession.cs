using System.Runtime.ExceptionServices;
using Chat.Emulator.Host.Replay.Comparison;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Replay;

/// <summary>
/// What happens in a replay, in the recording's own numbers. Learns on the way which ID stands for which, so that a client can send what it heard.
/// </summary>
internal sealed class PlayedSession : ISessionListener
{
    // Of a cause from which a great many come, more would take too long on the gateway's threads.
    private const int MaxTried = 16;

    private readonly RecordedFrames _recorded;
    private readonly FrameComparer _comparer;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Transcript _transcript;
    private readonly SecretMask _mask = new();
    private readonly HeardValues _values;
    private readonly Queue<SessionLine.Connect> _connecting = new();
    private readonly Dictionary<int, Queue<SessionLine.FrameIn>> _sending = [];
    private readonly Dictionary<int, int> _connections = [];
    private readonly Dictionary<long, long> _numbers = [];
    private readonly Dictionary<(int Connection, long? Of), int> _counts = [];
    private readonly Dictionary<long, long> _done = [];
    private readonly HashSet<int> _begun = [];
    private readonly Dictionary<int, SessionLine> _handshakes = [];
    private readonly Dictionary<int, long> _handshakeTimes = [];
    private readonly Dictionary<int, SessionLine.Close> _closes = [];
    private readonly HashSet<long> _arrived = [];
    private readonly List<SessionLine.FrameOut> _frames = [];
    private readonly Dictionary<(int Connection, long? Of), List<SessionLine.FrameOut>> _open = [];
    private long _lastHeard;
    private bool _isEnded;
    private ExceptionDispatchInfo? _failure;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PlayedSession(RecordedFrames recorded, FrameComparer comparer, TimeProvider time)
    {
        (_recorded, _comparer, _time) = (recorded, comparer, time);
        _transcript = new Transcript(time);
        _values = new HeardValues(comparer.Ids, _mask);
        _lastHeard = time.GetTimestamp();
    }

    /// <summary>What clients were sent, with the recording's numbers. Once it has ended, nothing is added.</summary>
    public IReadOnlyList<SessionLine.FrameOut> Frames => _frames;

    public bool HasArrived(long n) => Locked(() => _arrived.Contains(n));

    /// <summary>When a message, or a <c>$disconnect</c>, was through. Null: not yet.</summary>
    public TimeSpan? SinceDone(long n) => Locked(() => _done.TryGetValue(n, out var at) ? _time.GetElapsedTime(at) : (TimeSpan?)null);

    public TimeSpan SinceLastHeard => Locked(() => _time.GetElapsedTime(_lastHeard));

    /// <summary>A handshake has come to the gateway.</summary>
    public bool HasBegun(int connection) => Locked(() => _begun.Contains(connection));

    public TimeSpan? SinceHandshake(int connection) => Locked(() => _handshakeTimes.TryGetValue(connection, out var at) ? _time.GetElapsedTime(at) : (TimeSpan?)null);

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

    /// <summary>It never came to the gateway: the next frame of its connection is another one.</summary>
    public void Forget(SessionLine.FrameIn received)
    {
        lock (_gate)
        {
            if (_sending.TryGetValue(received.Connection, out var sending) && sending.TryPeek(out var next) && next == received)
            {
                sending.Dequeue();
            }
        }
    }

    /// <summary>A recorded text with this replay's IDs, and the secrets that it has heard or was given.</summary>
    public string Replayed(string text, IReadOnlyDictionary<string, string> given, Func<string, string>? encode = null)
    {
        lock (_gate)
        {
            return _values.Replayed(text, given, encode);
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
                _failure?.Throw();
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
                await changed.WaitAsync(remaining, _time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // How much is left is asked again.
            }
        }
    }

    /// <summary>What is heard from now on doesn't count: the gateway may be telling of it still.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isEnded = true;
            _failure?.Throw();
        }
    }

    public void Hear(SessionEvent told)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_isEnded || _failure is not null)
            {
                return;
            }

            try
            {
                if (_transcript.Add(told) is { } line)
                {
                    Take(_mask.Mask(line));
                }
            }
#pragma warning disable CA1031 // The gateway has no part in it: it is the replay that fails, at its next wait.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }

            _lastHeard = _time.GetTimestamp();
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
                _comparer.Ids.TryPair(expected.ConnectionId, connect.ConnectionId);
                _comparer.Ids.TryPair(expected.RequestId, connect.RequestId);
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
                _comparer.Ids.TryPair(sent.RequestId, received.RequestId);
                break;
            case SessionLine.FrameOut sent when Find(sent.Connection) is { } connection:
                Take(sent with { Connection = connection, Of = sent.Of is > 0 and var of ? _numbers.TryGetValue(of, out var known) ? known : null : sent.Of });
                break;
            case SessionLine.Done done when _numbers.TryGetValue(done.Of, out var number):
                _done[number] = _time.GetTimestamp();
                break;
            case SessionLine.Close close when Find(close.Connection) is { } connection:
                _closes[connection] = close with { Connection = connection };
                if (_recorded.Closes.TryGetValue(connection, out var before))
                {
                    _numbers[close.N] = before.N;
                }

                break;
        }
    }

    private void Take(SessionLine.FrameOut sent)
    {
        _frames.Add(sent);
        var key = (sent.Connection, sent.Of);
        var place = _counts.GetValueOrDefault(key);
        _counts[key] = place + 1;
        var heard = _recorded.Heard(sent.Connection, sent.Of);
        if (!_open.TryGetValue(key, out var open))
        {
            _open.Add(key, open = [.. heard]);
        }

        // The first one that is the same: another frame before it moves it. When none is, the one in its place is the likeliest.
        var same = open.Take(MaxTried).FirstOrDefault(frame => _comparer.TryPair(frame.Text, sent.Text));
        if (same is not null)
        {
            open.Remove(same);
        }

        if ((same ?? (place < heard.Count && open.Contains(heard[place]) ? heard[place] : null)) is { } recordedFrame)
        {
            _values.Learn(recordedFrame.Text, sent.Text);
        }
    }

    private void End(int connection, SessionLine handshake)
    {
        _handshakes[connection] = handshake;
        _handshakeTimes[connection] = _time.GetTimestamp();
    }

    private int? Find(int connection) => _connections.TryGetValue(connection, out var known) ? known : null;
}
