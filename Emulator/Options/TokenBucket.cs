namespace Chat.Emulator.Options;

/// <summary>
/// A token bucket without a timer: all it keeps is the moment at which it would be full again. A token moves that moment on by what the
/// token takes to refill; a bucket that would need longer than all of its tokens is empty. Times are in ticks of 100 ns.
/// </summary>
internal sealed class TokenBucket
{
    private readonly long _ticksPerToken;
    private readonly long _ticksWhenEmpty;
    private long _fullAt;

    /// <param name="rate">Tokens per second. 0 refuses everything.</param>
    /// <param name="burst">Tokens in a full bucket. 0 refuses everything.</param>
    public TokenBucket(double rate, int burst)
    {
        if (rate <= 0 || burst <= 0)
        {
            // A token never fits.
            _ticksPerToken = 1;
            return;
        }

        // Far from overflow even when both limits are absurd: some 1,400 years.
        const double Longest = long.MaxValue / 200.0;
        _ticksPerToken = (long)Math.Min(Math.Round(TimeSpan.TicksPerSecond / rate), Longest);
        _ticksWhenEmpty = (long)Math.Min((double)_ticksPerToken * burst, Longest);
    }

    /// <summary>Takes a token, if there is one.</summary>
    /// <param name="now">Ticks since whatever moment, the same one each time.</param>
    public bool TryTake(long now)
    {
        while (true)
        {
            var fullAt = Volatile.Read(ref _fullAt);
            var next = Math.Max(fullAt, now) + _ticksPerToken;
            if (next - now > _ticksWhenEmpty)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _fullAt, next, fullAt) == fullAt)
            {
                return true;
            }
        }
    }
}
