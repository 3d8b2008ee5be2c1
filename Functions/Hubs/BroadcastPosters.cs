using Amazon.ApiGatewayManagementApi;
using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Lambda.Core;
using Chat.Functions.Broadcasting;
using Chat.SignalR.Posting;

namespace Chat.Functions.Hubs;

/// <summary>The hub's posts go the way of the chat's broadcasts.</summary>
internal sealed class BroadcastPosters(ManagementApiSenders senders, Backoff backoff, TimeProvider time) : IConnectionPosters
{
    // Of the process, as a broadcaster's own is: who doesn't read is known from one call to the next.
    private readonly Refusals _refusals = new();

    public IConnectionPoster For(string domainName, string stage) => new Poster(senders, (domainName, stage), backoff, time, _refusals);

    private sealed class Poster(ManagementApiSenders senders, (string DomainName, string Stage) stage, Backoff backoff, TimeProvider time, Refusals refusals) : IConnectionPoster
    {
        public async Task<PostResult> PostAsync(
            IAsyncEnumerable<string> connectionIds, byte[] text, ILambdaLogger log, CancellationToken cancellationToken)
        {
            var gone = new GoneConnections();
            var tally = await new Broadcaster(gone, backoff, time, refusals)
                .SendAsync(connectionIds, senders.For(stage.DomainName, stage.Stage), text, log, cancellationToken);
            return new PostResult(tally.Delivered, gone.Ids, tally.EveryoneListed ? tally.Failed : tally.Failed + 1)
            {
                Undelivered = tally.Undelivered,
                EveryoneListed = tally.EveryoneListed,
            };
        }

        public async Task CloseAsync(string connectionId, ILambdaLogger log, CancellationToken cancellationToken)
        {
            try
            {
                // Rare, so that the SDK's client may take its time.
                using var client = new AmazonApiGatewayManagementApiClient(senders.Configure(stage.DomainName, stage.Stage));
                await client.DeleteConnectionAsync(new DeleteConnectionRequest { ConnectionId = connectionId }, cancellationToken);
            }
            catch (GoneException)
            {
                // As wanted.
            }
            catch (Exception e)
            {
                log.CloseFailed(connectionId, e);
            }
        }
    }
}
