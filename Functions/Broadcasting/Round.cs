using System.Collections.Concurrent;
using Amazon.Lambda.Core;
using Chat.Functions.Connections;

namespace Chat.Functions.Broadcasting;

/// <summary>The running state of one broadcast; attempts run side by side and never throw.</summary>
internal sealed class Round(IConnectionStore store, IConnectionSender sender, byte[] text, ILambdaLogger log, CancellationToken deadline)
{
    // When everything fails, a line for each connection would bury the one that says so.
    internal const int MaxWarnings = 20;

    private int _delivered;
    private int _gone;
    private int _refused;
    private int _warnings;

    /// <summary>Unbounded, and no larger than the table: it holds connections whose last attempt may be repeated.</summary>
    public ConcurrentQueue<Postponed> Postponed { get; private set; } = new();

    public async ValueTask AttemptAsync(string connectionId)
    {
        if (deadline.IsCancellationRequested)
        {
            Postpone(new Postponed(connectionId, "no time left"));
            return;
        }

        switch (await sender.SendAsync(connectionId, text, deadline))
        {
            case SendOutcome.Delivered:
                Interlocked.Increment(ref _delivered);
                break;
            case SendOutcome.Gone:
                Interlocked.Increment(ref _gone);
                await ForgetAsync(connectionId);
                break;
            case SendOutcome.Unavailable unavailable:
                Postpone(new Postponed(connectionId, unavailable.Reason));
                break;
            case SendOutcome.Refused refused:
                Interlocked.Increment(ref _refused);
                Warn(connectionId, refused.Reason);
                break;
        }
    }

    public void Postpone(Postponed postponed) => Postponed.Enqueue(postponed);

    public IReadOnlyCollection<Postponed> TakePostponed()
    {
        var taken = Postponed;
        Postponed = new ConcurrentQueue<Postponed>();
        return taken;
    }

    public BroadcastTally Finish(int retried, int attempts, bool everyoneListed, TimeSpan elapsed)
    {
        foreach (var (connectionId, reason) in Postponed)
        {
            Warn(connectionId, attempts > 1 ? $"{reason}, after {attempts} attempts" : reason);
        }

        return new BroadcastTally(_delivered, _gone, _refused + Postponed.Count, retried, elapsed, everyoneListed);
    }

    private async Task ForgetAsync(string connectionId)
    {
        try
        {
            await store.RemoveGoneAsync(connectionId, deadline);
        }
        catch (Exception e)
        {
            // The row costs one more post next time; the recipients behind it must not wait or fail for that.
            if (Interlocked.Increment(ref _warnings) <= MaxWarnings)
            {
                log.ForgetFailed(connectionId, e);
            }
        }
    }

    private void Warn(string connectionId, string reason)
    {
        if (Interlocked.Increment(ref _warnings) <= MaxWarnings)
        {
            log.SendFailed(connectionId, reason);
        }
    }
}
