using System.Net;
using Amazon.ApiGatewayManagementApi;
using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Runtime;

namespace Chat.Functions.Broadcasting;

/// <summary>Sends through <c>POST /@connections/{connectionId}</c>.</summary>
internal sealed class ManagementApiSender(IAmazonApiGatewayManagementApi api) : IConnectionSender
{
    public async Task<SendOutcome> SendAsync(string connectionId, byte[] text, CancellationToken deadline)
    {
        try
        {
            // A stream has a position, so each post has its own; the bytes under it are shared.
            using var data = new MemoryStream(text, writable: false);
            await api.PostToConnectionAsync(new PostToConnectionRequest { ConnectionId = connectionId, Data = data }, deadline);
            return SendOutcome.Delivered.Instance;
        }
        catch (GoneException)
        {
            return SendOutcome.Gone.Instance;
        }
        catch (AmazonServiceException e) when (e.StatusCode == HttpStatusCode.Gone)
        {
            // A proxy may drop x-amzn-ErrorType, which is all that names the error: a 410 has no body.
            return SendOutcome.Gone.Instance;
        }
        catch (AmazonServiceException e) when (e.StatusCode == HttpStatusCode.BadRequest
            && e.Message.StartsWith("Invalid connectionId", StringComparison.Ordinal))
        {
            // "Invalid connectionId: ghost", of a row put in by hand: an id that API Gateway never gave to anybody, and never will.
            return SendOutcome.Gone.Instance;
        }
        catch (AmazonServiceException e) when (e is LimitExceededException
            || e.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError or 0)
        {
            return new SendOutcome.Unavailable($"{(int)e.StatusCode} {e.ErrorCode ?? e.GetType().Name}");
        }
        catch (AmazonServiceException e)
        {
            return new SendOutcome.Refused($"{(int)e.StatusCode} {e.ErrorCode}: {e.Message}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or TimeoutException)
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
