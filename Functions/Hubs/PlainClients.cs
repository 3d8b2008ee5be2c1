using System.Text;
using Amazon.Lambda.Core;
using Chat.Functions.Broadcasting;
using Chat.Functions.Connections;
using Chat.Functions.Rooms;
using Chat.SignalR;

namespace Chat.Functions.Hubs;

/// <summary>The clients of the seed's contract: each connection without a hub.</summary>
internal sealed class PlainClients(IConnectionStore store, IConnectionSenders senders, Broadcaster broadcaster) : IPlainClients
{
    public async Task SendAsync(ILambdaEventFeature received, string text, CancellationToken cancellationToken)
    {
        var tally = await broadcaster.SendAsync(
            store.ListAsync(cancellationToken), senders.For(received.DomainName, received.Stage), Encoding.UTF8.GetBytes(text), received.Log, cancellationToken);
        received.Log.BroadcastDone(tally);
    }

    /// <summary>What API Gateway itself says to a frame whose action no route takes; since there is a <c>$default</c>, it is ours to say.</summary>
    public async Task ForbidAsync(Amazon.Lambda.APIGatewayEvents.APIGatewayProxyRequest request, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var context = request.RequestContext!;
        var frame = $$"""{"message": "Forbidden", "connectionId":"{{context.ConnectionId}}", "requestId":"{{context.RequestId}}"}""";
        await broadcaster.SendAsync(
            One(context.ConnectionId!), senders.For(context.DomainName!, context.Stage!), Encoding.UTF8.GetBytes(frame), log, cancellationToken);
    }

#pragma warning disable CS1998 // A list of one has nothing to wait for.
    private static async IAsyncEnumerable<string> One(string connectionId)
    {
        yield return connectionId;
    }
#pragma warning restore CS1998
}
