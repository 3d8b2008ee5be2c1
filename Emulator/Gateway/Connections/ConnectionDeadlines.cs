using Chat.Emulator.Options;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>
/// Closes a connection that is idle or too old. One timer, armed for whichever comes first; activity only moves a timestamp, and
/// the timer finds out when it fires. A protocol Ping is no activity: sources conflict, and clients are told to send messages.
/// </summary>
internal sealed class ConnectionDeadlines : IDisposable
{
    private readonly Connection _connection;
    private readonly GatewayLimits _limits;
    private readonly ITimer _timer;

    public ConnectionDeadlines(Connection connection, GatewayLimits limits, TimeProvider timeProvider)
    {
        _connection = connection;
        _limits = limits;
        _timer = timeProvider.CreateTimer(
            static state => ((ConnectionDeadlines)state!).Check(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        Check();
    }

    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        var untilTooOld = _limits.MaxConnectionDuration - _connection.Age;
        var untilIdle = _limits.IdleTimeout - _connection.IdleFor;
        if (untilTooOld <= TimeSpan.Zero)
        {
            _connection.RequestClose(CloseReason.MaxDuration);
        }
        else if (untilIdle <= TimeSpan.Zero)
        {
            _connection.RequestClose(CloseReason.Idle);
        }
        else
        {
            // Rounded up: timers count whole milliseconds, and one that fires early would be armed again with nothing.
            var wait = TimeSpan.FromMilliseconds(Math.Ceiling((untilIdle < untilTooOld ? untilIdle : untilTooOld).TotalMilliseconds));
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }
}
