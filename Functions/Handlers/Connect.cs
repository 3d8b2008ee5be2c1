using Amazon.Lambda.Core;
using Chat.Functions.Connections;

namespace Chat.Functions.Handlers;

/// <summary>$connect: remembers the connection, or refuses it.</summary>
internal sealed class Connect(IConnectionStore store) : IRouteHandler
{
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
            return 500;
        }
    }
}
