using System.Collections.Concurrent;
using Chat.SignalR.State;

namespace Chat.SignalR.Events;

/// <summary>The end of connections: at $disconnect, and of those that a post finds gone.</summary>
internal static class Ending
{
    // Whoever is told of an end may be gone too. What is left after that is found by the next post, or by its expiry.
    private const int Rounds = 3;

    private const int Parallelism = 16;

    /// <summary>Removes what is kept of a connection and, for whoever removes it first, runs <c>OnDisconnectedAsync</c>.</summary>
    public static async Task EndAsync(HubScope scope, string connectionId)
    {
        if (await scope.Core.Store.RemoveAsync(connectionId, scope.Time.Work) is { } row)
        {
            await TellAsync(scope, row);
        }
    }

    /// <summary>Ends whom the event's posts found gone: all are removed before anybody is told of the first, who would else be posted to again.</summary>
    public static async Task EndGoneAsync(HubScope scope)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var gone = scope.TakeGone();
            if (gone.Count == 0 || scope.Time.Work.IsCancellationRequested)
            {
                return;
            }

            var rows = new ConcurrentQueue<HubConnection>();
            await Parallel.ForEachAsync(gone, new ParallelOptions { MaxDegreeOfParallelism = Parallelism }, async (id, _) =>
            {
                try
                {
                    if (await scope.Core.Store.RemoveAsync(id, scope.Time.Work) is { } row)
                    {
                        rows.Enqueue(row);
                    }
                }
                catch (Exception e)
                {
                    // The caller must not fail for another's leftovers: the next post, or their expiry, removes them.
                    scope.Log.CleanUpFailed(id, e);
                }
            });

            foreach (var row in rows)
            {
                await TellAsync(scope, row);
            }
        }
    }

    // What never finished its beginning never told the hub that it came.
    private static async Task TellAsync(HubScope scope, HubConnection row)
    {
        if (row.Beginning == Beginning.Connected && row.Hub == scope.Core.Name)
        {
            var ended = new HubScope(scope.Core, scope.Address, scope.Log, scope.Time, row.ConnectionId)
            {
                CallerIsThere = false,

                // The event may be another connection's, whose post found this one gone.
                CallerClaims = scope.Seen(row).Claims,
            };
            await HubRun.LifetimeAsync(ended, row, nameof(Microsoft.AspNetCore.SignalR.Hub.OnDisconnectedAsync), hub => hub.OnDisconnectedAsync(null));
            scope.NoteGone(ended.TakeGone());
        }
    }
}
