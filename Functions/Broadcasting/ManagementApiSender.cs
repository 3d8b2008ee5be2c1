using Amazon.Runtime;
using Chat.Functions.Telemetry;

namespace Chat.Functions.Broadcasting;

/// <summary>Sends through <c>POST /@connections/{connectionId}</c>.</summary>
/// <remarks>
/// The SDK's client does the same through a pipeline of twenty handlers, which costs some three times as much of the processor that the
/// broadcast waits for. Endpoint, region and credentials are the SDK's to find.
/// </remarks>
internal sealed class ManagementApiSender(ConnectionAddress address, PostSigner signer, Func<AWSCredentials> findCredentials, HttpMessageInvoker http, TimeProvider time)
    : IConnectionSender
{
    // A post takes milliseconds: one that takes this long is lost, and holds one of the few places meanwhile.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);

    // Found with the first post, so that what is missing is that post's failure and is reported as such.
    private AWSCredentials? _credentials;

    public async Task<SendOutcome> SendAsync(string connectionId, byte[] text, CancellationToken deadline)
    {
        using var span = Spans.StartPost(connectionId);
        var outcome = await PostAsync(connectionId, text, deadline);
        span?.SetTag("chat.outcome", outcome.GetType().Name);
        return outcome;
    }

    private async Task<SendOutcome> PostAsync(string connectionId, byte[] text, CancellationToken deadline)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        attempt.CancelAfter(AttemptTimeout);
        try
        {
            deadline.ThrowIfCancellationRequested();
            var credentials = await (_credentials ??= findCredentials()).GetCredentialsAsync();
            var (sent, signed) = address.Of(connectionId);
            using var request = signer.Request(sent, address.Host, signed, text, credentials, time);
            using var response = await http.SendAsync(request, attempt.Token);
            return response.IsSuccessStatusCode ? SendOutcome.Delivered.Instance : await RefusedPost.ReadAsync(response, attempt.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // Cancelled by the deadline or by the attempt's own timeout: the broadcaster knows which.
            return new SendOutcome.Unavailable(e.GetType().Name);
        }
        catch (Exception e)
        {
            // Missing credentials, a wrong endpoint, or a bug: even then the other recipients must get their message.
            return new SendOutcome.Refused($"{e.GetType().Name}: {e.Message}");
        }
    }
}
