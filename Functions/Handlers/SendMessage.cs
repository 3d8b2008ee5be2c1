using Amazon.Lambda.Core;
using Chat.Functions.Broadcasting;
using Chat.Functions.Connections;
using Chat.Functions.Hubs;
using Chat.Functions.Messages;
using Chat.Functions.Telemetry;

namespace Chat.Functions.Handlers;

/// <summary>
/// sendMessage: everybody connected, the sender too, gets the text; a message we cannot take is answered to its sender alone. Members of the lobby, who speak
/// SignalR, hear it as one of the room's.
/// </summary>
/// <param name="lobby">Null where there is no hub.</param>
internal sealed class SendMessage(IConnectionStore store, IConnectionSenders senders, Broadcaster broadcaster, TimeProvider time, Lobby? lobby) : IRouteHandler
{
    // Of the margin that is left behind the deadline, which may be what has failed.
    private static readonly TimeSpan TellLimit = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The route is one-way: no client sees the status and nobody repeats the event. 500 still has a use: API Gateway counts it
    /// as IntegrationError, so that messages which did not reach everybody show on a dashboard. A client's mistake is no such error.
    /// </summary>
    public async Task<int> HandleAsync(WebSocketEvent message, ILambdaLogger log, CancellationToken deadline)
    {
        var sender = senders.For(message.DomainName, message.Stage);
        switch (ClientMessage.Parse(message.Body))
        {
            case ClientMessage.Accepted accepted:
                var all = await broadcaster.SendAsync(store.ListAsync(deadline), sender, accepted.Text, log, deadline);
                log.BroadcastDone(all);
                BroadcastMetrics.Record(all);
                if (!all.EveryoneListed)
                {
                    await TellAsync(message.ConnectionId, all, sender, log);
                }

                var isHeard = lobby is null || await lobby.HearAsync(message, accepted.Text, log, deadline);
                return all.IsComplete && isHeard ? 200 : 500;

            case ClientMessage.Rejected rejected:
                log.MessageRejected(message.ConnectionId, rejected.Reason);
                var one = await broadcaster.SendAsync(Only(message.ConnectionId), sender, ErrorFrame.ToUtf8(rejected.Reason), log, deadline);
                return one.IsComplete ? 200 : 500;

            case var other:
                throw new InvalidOperationException($"unknown kind of message: {other}");
        }
    }

    // The status goes nowhere on a one-way route: without this frame whoever wrote the message would believe that it has arrived.
    private async Task TellAsync(string connectionId, BroadcastTally tally, IConnectionSender sender, ILambdaLogger log)
    {
        using var limit = new CancellationTokenSource(TellLimit, time);
        var told = await broadcaster.SendAsync(
            Only(connectionId), sender, ErrorFrame.ToUtf8(ErrorFrame.NotEveryoneListed(tally.Delivered)), log, limit.Token);
        if (told.Failed > 0)
        {
            log.SenderNotTold(connectionId);
        }
    }

#pragma warning disable CS1998 // A list of one has nothing to wait for.
    private static async IAsyncEnumerable<string> Only(string connectionId)
    {
        yield return connectionId;
    }
#pragma warning restore CS1998
}
