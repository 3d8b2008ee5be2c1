using System.Collections.Concurrent;
using Amazon.Lambda.Core;
using Chat.Functions.Connections;

namespace Chat.Functions.Broadcasting;

/// <summary>The running state of one broadcast; attempts run side by side and never throw.</summary>
/// <remarks>What it is made from is one broadcast's, and it lives no longer: hence the many.</remarks>
internal sealed class Round(
    IConnectionStore store, IConnectionSender sender, byte[] text, ILambdaLogger log, Refusals refusals, CancellationToken deadline)
{
    // When everything fails, a line for each connection would bury the one that says so.
    internal const int MaxWarnings = 20;

    // Bounded by the table, as is what is postponed.
    private readonly ConcurrentQueue<string> _gone = new();

    // Throttled, and known for it: not repeated.
    private readonly ConcurrentQueue<Postponed> _givenUp = new();

    private readonly ConcurrentQueue<string> _refused = new();

    private int _delivered;
    private int _warnings;

    /// <summary>Unbounded, and no larger than the table: it holds connections whose last attempt may be repeated.</summary>
    public ConcurrentQueue<Postponed> Postponed { get; private set; } = new();

    /// <summary>How many have the text by now.</summary>
    public int Delivered => Volatile.Read(ref _delivered);

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
                refusals.Remove(connectionId);
                Interlocked.Increment(ref _delivered);
                break;
            case SendOutcome.Gone:
                refusals.Remove(connectionId);
                _gone.Enqueue(connectionId);
                break;
            case SendOutcome.Unavailable unavailable:
                Postpone(new Postponed(connectionId, unavailable.Reason));
                break;
            case SendOutcome.Throttled throttled when refusals.Has(connectionId):
                _givenUp.Enqueue(new Postponed(connectionId, throttled.Reason, IsThrottled: true));
                break;
            case SendOutcome.Throttled throttled:
                Postpone(new Postponed(connectionId, throttled.Reason, IsThrottled: true));
                break;
            case SendOutcome.Refused refused:
                _refused.Enqueue(connectionId);
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
        foreach (var (connectionId, reason, isThrottled) in Postponed)
        {
            Warn(connectionId, attempts > 1 ? $"{reason}, after {attempts} attempts" : reason);
            if (isThrottled && attempts > 1)
            {
                refusals.Add(connectionId);
            }
        }

        foreach (var (connectionId, reason, _) in _givenUp)
        {
            Warn(connectionId, $"{reason}, as before, so it isn't repeated");
        }

        string[] undelivered = [.. _refused, .. Postponed.Select(postponed => postponed.ConnectionId)];
        return new BroadcastTally(_delivered, _gone.Count, undelivered.Length + _givenUp.Count, retried, elapsed, everyoneListed)
        {
            Undelivered = undelivered.Length > 0 ? undelivered : [],
        };
    }

    private void Warn(string connectionId, string reason)
    {
        if (Interlocked.Increment(ref _warnings) <= MaxWarnings)
        {
            log.SendFailed(connectionId, reason);
        }
    }
}
