using System.Collections.Concurrent;
using System.Net;
using Amazon.ApiGatewayManagementApi;
using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Lambda.Core;
using Amazon.Runtime;

namespace Chat.SignalR.Posting;

/// <summary>Posts through the AWS SDK's client: bounded, each failure that may pass repeated once.</summary>
internal sealed class ManagementApiPoster(IAmazonApiGatewayManagementApi client, TimeProvider time) : IConnectionPoster
{
    // One post takes some 10 ms, so this is thousands a second, and it stays under the account's 10,000.
    private const int Parallelism = 64;

    // 429 is counted by the second.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    public async Task<PostResult> PostAsync(
        IAsyncEnumerable<string> connectionIds, byte[] text, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var gone = new ConcurrentQueue<string>();
        var again = new ConcurrentQueue<string>();
        var failed = new ConcurrentQueue<string>();
        var delivered = 0;
        var everyoneListed = true;
        try
        {
            await Parallel.ForEachAsync(connectionIds, Options(cancellationToken), (id, _) => AttemptAsync(id, isLast: false));
            await Parallel.ForEachAsync(again, Options(cancellationToken), async (id, token) =>
            {
                await Task.Delay(LongestPause * Random.Shared.NextDouble(), time, token);
                await AttemptAsync(id, isLast: true);
            });
        }
        catch (Exception e)
        {
            // Attempts don't throw: this is the list, or the end of the time.
            everyoneListed = false;
            log.PostsUnfinished(e);
        }

        return new PostResult(delivered, gone, everyoneListed ? failed.Count : failed.Count + 1) { Undelivered = failed, EveryoneListed = everyoneListed };

        async ValueTask AttemptAsync(string connectionId, bool isLast)
        {
            try
            {
                using var body = new MemoryStream(text, writable: false);
                await client.PostToConnectionAsync(new PostToConnectionRequest { ConnectionId = connectionId, Data = body }, cancellationToken);
                Interlocked.Increment(ref delivered);
            }
            catch (GoneException)
            {
                gone.Enqueue(connectionId);
            }
            catch (Exception e) when (!isLast && IsPassing(e) && !cancellationToken.IsCancellationRequested)
            {
                again.Enqueue(connectionId);
            }
            catch (Exception e)
            {
                failed.Enqueue(connectionId);
                log.PostFailed(connectionId, e);
            }
        }
    }

    public async Task CloseAsync(string connectionId, ILambdaLogger log, CancellationToken cancellationToken)
    {
        try
        {
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

    private static bool IsPassing(Exception e) =>
        e is LimitExceededException or HttpRequestException or IOException or TimeoutException or OperationCanceledException
        || e is AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError or 0 };

    private static ParallelOptions Options(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
}
