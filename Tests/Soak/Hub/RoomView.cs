namespace Chat.Soak.Tests.Hub;

/// <summary>What a member has of its room, as any client of the chat keeps it: by place, each once, in order; what comes ahead of its turn waits.</summary>
internal sealed class RoomView(string member, string room, HubLedger ledger, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, (HeardMessage Message, bool WasHeard)> _waiting = [];
    private readonly HashSet<long> _missed = [];
    private HeardPosition? _last;
    private bool _hasBegun;
    private long _behindSince;

    public string Room => room;

    public HeardPosition? Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>Something is missing, and has been for so long that it won't come by itself.</summary>
    public bool IsBehind(TimeSpan patience)
    {
        lock (_gate)
        {
            return _hasBegun && _waiting.Count > 0 && time.GetElapsedTime(_behindSince) > patience;
        }
    }

    /// <summary>The first answer to <c>Join</c>: where this member's part of the room begins.</summary>
    public void Begin(JoinAnswer answer)
    {
        lock (_gate)
        {
            _hasBegun = true;
            _last = answer.Messages is [.., var newest] ? new HeardPosition(newest.Epoch, newest.Sequence) : null;
            Drain();
        }
    }

    /// <param name="wasHeard">It came by itself, and not with an answer.</param>
    /// <param name="wasThere">Whoever asked has been in the room since it heard the one before.</param>
    public void Take(HeardMessage message, bool wasHeard, bool wasThere = true)
    {
        lock (_gate)
        {
            if ((_hasBegun && message.Sequence <= (_last?.Sequence ?? 0)) || !_waiting.TryAdd(message.Sequence, (message, wasHeard)))
            {
                if (wasHeard)
                {
                    ledger.HeardTwice();
                    if (_missed.Remove(message.Sequence))
                    {
                        ledger.HeardAfterAll();
                    }
                }

                return;
            }

            if (!wasHeard && wasThere)
            {
                _missed.Add(message.Sequence);
                ledger.Missed();
            }

            if (_waiting.Count == 1)
            {
                _behindSince = time.GetTimestamp();
            }

            if (_hasBegun)
            {
                Drain();
            }
        }
    }

    private void Drain()
    {
        // What is left then waits since now, for one place at least has been filled.
        while (_waiting.Count > 0 && _waiting.First() is var (sequence, (message, wasHeard)) && sequence <= (_last?.Sequence ?? 0) + 1)
        {
            _waiting.Remove(sequence);
            _behindSince = time.GetTimestamp();
            if (sequence == (_last?.Sequence ?? 0) + 1)
            {
                _last = new HeardPosition(message.Epoch, sequence);
                ledger.Shown(member, room, message, wasHeard);
            }
        }
    }
}
