using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Lambda.Invoke;

/// <summary>A fake clock that tells of every timer that is set: a test moves the time only once somebody waits for it.</summary>
internal sealed class SignallingTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>Completes when a timer of that span has been set since the last call.</summary>
    public async Task WaitForTimerAsync(TimeSpan span)
    {
        while (await _timers.Reader.ReadAsync() != span)
        {
            // Somebody else's.
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }
}
