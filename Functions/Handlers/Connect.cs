using Amazon.Lambda.Core;
using Chat.Functions.Connections;

namespace Chat.Functions.Handlers;

/// <summary>$connect: remembers the connection, or refuses it.</summary>
internal sealed class Connect(IConnectionStore store, TimeProvider time) : IRouteHandler
{
    // Of the margin that is left behind the deadline, which may be what has failed.
    private static readonly TimeSpan TakeBackLimit = TimeSpan.FromMilliseconds(250);

    public async Task<int> HandleAsync(WebSocketEvent message, ILambdaLogger log, CancellationToken deadline)
    {
        try
        {
            await store.AddAsync(message.ConnectionId, deadline);
            return 200;
        }
        catch (Exception e)
        {
            // Whatever it was: a connection without a row would never hear anything, so the client must be refused and try again.
            log.ConnectFailed(message.ConnectionId, e);
            await TakeBackAsync(message.ConnectionId, log);
            return 500;
        }
    }

    // A write whose answer got lost may have been made all the same, and of a refused connection nobody is told $disconnect. What can't be
    // removed now, a later post that finds the connection gone removes, or the row's expiry.
    private async Task TakeBackAsync(string connectionId, ILambdaLogger log)
    {
        using var limit = new CancellationTokenSource(TakeBackLimit, time);
        try
        {
            await store.RemoveAsync(connectionId, limit.Token);
        }
        catch (Exception e)
        {
            log.TakeBackFailed(connectionId, e);
        }
    }
}
