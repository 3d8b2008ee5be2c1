namespace Chat.SignalR.Events;

/// <summary>The time that an event has: first the hub's, and behind it some that is kept for telling the client how it ended.</summary>
internal sealed class EventTime : IDisposable
{
    private static readonly TimeSpan KeptForAnswers = TimeSpan.FromSeconds(2);

    // For the runtime's own answer to Lambda.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _work;
    private readonly CancellationTokenSource _answer;

    public EventTime(TimeSpan remaining, TimeSpan longest, TimeProvider time)
    {
        var all = remaining - Margin < longest ? remaining - Margin : longest;
        all = all > TimeSpan.Zero ? all : TimeSpan.Zero;
        var kept = all / 4 < KeptForAnswers ? all / 4 : KeptForAnswers;
        _work = new CancellationTokenSource(all - kept, time);
        _answer = new CancellationTokenSource(all, time);
    }

    /// <summary>Ends the hub's own work; <c>Context.ConnectionAborted</c>.</summary>
    public CancellationToken Work => _work.Token;

    /// <summary>Ends everything.</summary>
    public CancellationToken Answer => _answer.Token;

    public void Dispose()
    {
        _work.Dispose();
        _answer.Dispose();
    }
}
