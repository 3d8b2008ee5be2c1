using Amazon.Lambda.Core;
using Chat.Functions.Connections;

namespace Chat.Functions.Handlers;

/// <summary>$disconnect: forgets the connection.</summary>
internal sealed class Disconnect(IConnectionStore store) : IRouteHandler
{
    public async Task<int> HandleAsync(WebSocketEvent message, ILambdaLogger log, CancellationToken deadline)
    {
        try
        {
            await store.RemoveAsync(message.ConnectionId, deadline);
        }
        catch (Exception e)
        {
            // The socket is closed whatever we answer; the next message to it, or the row's expiry, tidies up.
            log.DisconnectFailed(message.ConnectionId, e);
            return 500;
        }

        return 200;
    }
}
