using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace Chat.Functions.Broadcasting;

/// <summary>Invokes a function asynchronously: Lambda answers 202 when it has the event, and nobody waits for what the function does.</summary>
/// <remarks>Where, whom, signed by what, how often and by which clock: six, for it is put together once, in <see cref="Open"/>. One request is all that is needed of Lambda's API, so that its client isn't; endpoint, region and credentials are the SDK's to find, as for posts.</remarks>
internal sealed class EventInvoker(Uri endpoint, string function, PostSigner signer, Func<AWSCredentials> findCredentials, Backoff backoff, TimeProvider time)
{
    private const string Event = "Event";

    private const int MaxAttempts = 3;

    // An event is taken within some 50 ms.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);

    private readonly Uri _address = new(endpoint, Path(function));

    private AWSCredentials? _credentials;

    /// <param name="region">What requests are signed for. Null: what the SDK finds.</param>
    public static EventInvoker Open(string function, string? region, TimeProvider time)
    {
        var config = new LambdaEndpointConfig();
        var at = config.Find(region);
        return new EventInvoker(at.Endpoint, function, new PostSigner(at.Region, "lambda", Event), () => DefaultAWSCredentialsIdentityResolver.GetCredentials(config), Backoff.Random, time);
    }

    /// <exception cref="IOException">Lambda didn't take the event.</exception>
    public async Task InvokeAsync(byte[] payload, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            string reason;
            try
            {
                var status = await AttemptAsync(payload, cancellationToken);
                if (status == 202)
                {
                    return;
                }

                reason = $"it answered {status}";
                if (status is not (429 or >= 500))
                {
                    throw new IOException($"{function} could not be invoked: {reason}");
                }
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                reason = e.GetType().Name;
            }

            if (attempt == MaxAttempts)
            {
                throw new IOException($"{function} could not be invoked, after {attempt} attempts: {reason}");
            }

            await Task.Delay(backoff.Before(attempt + 1), time, cancellationToken);
        }
    }

    // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
    private static string Path(string function) => $"/2015-03-31/functions/{Uri.EscapeDataString(function)}/invocations";

    private async Task<int> AttemptAsync(byte[] payload, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AttemptTimeout);
        var credentials = await (_credentials ??= findCredentials()).GetCredentialsAsync();

        // Signed is the path once more encoded, where that makes a difference: functions' names have no character that is.
        using var request = signer.Request(_address, _address.Authority, _address.AbsolutePath, payload, credentials, time);
        using var response = await ProcessHttp.Invoker.SendAsync(request, limit.Token);
        return (int)response.StatusCode;
    }
}
