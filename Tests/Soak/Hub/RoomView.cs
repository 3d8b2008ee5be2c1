namespace Chat.Soak.Tests.Hub;

/// <summary>What a member has of its room, as any client of the chat keeps it: by place, each once, in order; what comes ahead of its turn waits.</summary>
internal sealed class RoomView(string member, string room, HubLedger ledger, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, (HeardMessage Message, bool WasHeard)> _waiting = [];
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

    public void Take(HeardMessage message, bool wasHeard)
    {
        lock (_gate)
        {
            if ((_hasBegun && message.Sequence <= (_last?.Sequence ?? 0)) || !_waiting.TryAdd(message.Sequence, (message, wasHeard)))
            {
                if (wasHeard)
                {
                    ledger.HeardTwice();
                }

                return;
            }

            if (_hasBegun)
            {
                Drain();
            }
        }
    }

    private void Drain()
    {
        while (_waiting.Count > 0 && _waiting.First() is var (sequence, (message, wasHeard)) && sequence <= (_last?.Sequence ?? 0) + 1)
        {
            _waiting.Remove(sequence);
            if (sequence == (_last?.Sequence ?? 0) + 1)
            {
                _last = new HeardPosition(message.Epoch, sequence);
                ledger.Shown(member, room, message, wasHeard);
            }
        }

        _behindSince = time.GetTimestamp();
    }
}
