using Chat.Emulator.Options;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>
/// The posts that a client's full queue has refused: many of them in a short time, and never caught up in between, make it a slow consumer.
/// AWS documents no such rule.
/// </summary>
internal sealed class Refusals(GatewayLimits limits, TimeProvider timeProvider)
{
    /// <summary>
    /// However many are refused, it takes that long: a client that only stopped for a moment, in a burst, keeps its connection.
    /// </summary>
    public static readonly TimeSpan LeastStall = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long _since;
    private int _count;

    /// <summary>How many there were since the client last caught up, or within the period.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts a refused post. True when they are enough to close the connection.</summary>
    public bool Record()
    {
        lock (_gate)
        {
            if (_count == 0 || timeProvider.GetElapsedTime(_since) > limits.SlowConsumerPeriod)
            {
                _since = timeProvider.GetTimestamp();
                _count = 0;
            }

            Volatile.Write(ref _count, _count + 1);
            return limits.SlowConsumerRefusals > 0
                && _count >= limits.SlowConsumerRefusals
                && timeProvider.GetElapsedTime(_since) >= LeastStall;
        }
    }

    /// <summary>Nothing waits for the client any more.</summary>
    public void Forgive()
    {
        // Asked with every batch that is written, and almost always for nothing.
        if (Count > 0)
        {
            lock (_gate)
            {
                Volatile.Write(ref _count, 0);
            }
        }
    }
}
