using System.Collections.Concurrent;
using Amazon.Lambda.Core;
using Chat.Functions.Connections;

namespace Chat.Functions.Broadcasting;

/// <summary>The running state of one broadcast; attempts run side by side and never throw.</summary>
internal sealed class Round(IConnectionStore store, IConnectionSender sender, byte[] text, ILambdaLogger log, CancellationToken deadline)
{
    // When everything fails, a line for each connection would bury the one that says so.
    internal const int MaxWarnings = 20;

    // Bounded by the table, as is what is postponed.
    private readonly ConcurrentQueue<string> _gone = new();

    private int _delivered;
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
                _gone.Enqueue(connectionId);
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

    /// <summary>Connections that are no more. Their rows are removed when everybody else has been served: nobody is to wait for that.</summary>
    public IReadOnlyCollection<string> Gone => _gone;

    public void Postpone(Postponed postponed) => Postponed.Enqueue(postponed);

    public IReadOnlyCollection<Postponed> TakePostponed()
    {
        var taken = Postponed;
        Postponed = new ConcurrentQueue<Postponed>();
        return taken;
    }

    public async ValueTask ForgetAsync(string connectionId)
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

    public BroadcastTally Finish(int retried, int attempts, bool everyoneListed, TimeSpan elapsed)
    {
        foreach (var (connectionId, reason) in Postponed)
        {
            Warn(connectionId, attempts > 1 ? $"{reason}, after {attempts} attempts" : reason);
        }

        return new BroadcastTally(_delivered, _gone.Count, _refused + Postponed.Count, retried, elapsed, everyoneListed);
    }

    private void Warn(string connectionId, string reason)
    {
        if (Interlocked.Increment(ref _warnings) <= MaxWarnings)
        {
            log.SendFailed(connectionId, reason);
        }
    }
}
