using Amazon.Lambda.Core;
using Chat.Functions.Connections;

namespace Chat.Functions.Broadcasting;

/// <summary>
/// Sends one text to many connections, in rounds: everybody gets a first attempt before anybody gets a second, and what is left of those who
/// are gone is tidied up last. Nobody waits for a client that doesn't read: see <see cref="GoesOn"/>.
/// </summary>
/// <param name="refusals">What is known of clients that don't read; null: a knowledge of its own.</param>
internal sealed class Broadcaster(IConnectionStore store, Backoff backoff, TimeProvider time, Refusals? refusals = null)
{
    /// <summary>
    /// Posts at a time. One takes some 10 ms, so this is about 6,000 a second, already more than a fraction of a CPU can sign;
    /// and it stays under the 10,000 requests a second that an account shares among all its APIs.
    /// </summary>
    internal const int Parallelism = 64;

    internal const int MaxAttempts = 5;

    private static readonly ParallelOptions Options = new() { MaxDegreeOfParallelism = Parallelism };

    private readonly Refusals _refusals = refusals ?? new();

    public async Task<BroadcastTally> SendAsync(
        IAsyncEnumerable<string> connectionIds, IConnectionSender sender, byte[] text, ILambdaLogger log, CancellationToken deadline)
    {
        var started = time.GetTimestamp();
        var round = new Round(store, sender, text, log, _refusals, deadline);
        var everyoneListed = true;
        try
        {
            await Parallel.ForEachAsync(connectionIds, Options, (id, _) => round.AttemptAsync(id));
        }
        catch (Exception e)
        {
            // Attempts do not throw, so this is the list. Whoever it had named has been served, and is not forgotten now.
            everyoneListed = false;
            log.ListFailed(e, deadline.IsCancellationRequested);
        }

        var retried = 0;
        var attempt = 1;
        var reached = int.MaxValue;
        while (!round.Postponed.IsEmpty && attempt < MaxAttempts && !deadline.IsCancellationRequested && GoesOn(round, reached))
        {
            attempt++;
            var again = round.TakePostponed();
            var before = round.Delivered;
            retried += again.Count;
            await Parallel.ForEachAsync(again, Options, (postponed, _) => RetryAsync(round, postponed, attempt, deadline));
            reached = round.Delivered - before;
        }

        var tally = round.Finish(retried, attempt, everyoneListed, time.GetElapsedTime(started));
        if (!deadline.IsCancellationRequested)
        {
            await Parallel.ForEachAsync(round.Gone, Options, (id, _) => round.ForgetAsync(id));
        }

        return tally;
    }

    // Repeats of throttled posts go on while they reach somebody, as they do when it is the account that is throttled. One round that reaches
    // nobody is a client that doesn't read: everybody else has the message, and the next one isn't kept waiting for that client.
    private static bool GoesOn(Round round, int reached) => reached > 0 || round.Postponed.Any(postponed => !postponed.IsThrottled);

    private async ValueTask RetryAsync(Round round, Postponed postponed, int attempt, CancellationToken deadline)
    {
        try
        {
            await Task.Delay(backoff.Before(attempt), time, deadline);
        }
        catch (OperationCanceledException)
        {
            round.Postpone(postponed);
            return;
        }

        await round.AttemptAsync(postponed.ConnectionId);
    }
}
