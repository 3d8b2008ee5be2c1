using System.Globalization;
using Chat.Emulator.Expressions.Mapping;
using Chat.Emulator.Iam;
using Chat.Emulator.Iam.Signing;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Integration.Backends;

/// <summary>
/// <c>AWS</c> with an action of DynamoDB: the mapped payload is the request, signed as the integration's role, to the tables that run here.
/// What the role may do is checked there, as for everybody.
/// </summary>
internal sealed class TableBackend(CallerCredentials credentials, TableAddresses tables, string region, TimeProvider timeProvider) : IDisposable
{
    private const string ContentType = "application/x-amz-json-1.0";

    private readonly HttpMessageInvoker _client = TableForwarder.CreateClient();

    public async Task<BackendResult> CallAsync(
        RouteIntegration.TableAction action, RouteRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (tables.Endpoint is not { } endpoint || credentials.OfRole(action.CredentialsArn!) is not { } credential)
        {
            return BackendResult.Failed.Unreachable("There is no table in the template.");
        }

        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ReadOnlyMemoryContent(body) };
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = ContentType,
            ["host"] = endpoint.Authority,
            ["x-amz-target"] = $"DynamoDB_20120810.{action.Action}",
        };
        RequestSigner.Sign(headers, body.Span, credential, region, "dynamodb", timeProvider.GetUtcNow());
        foreach (var (name, value) in headers)
        {
            if (name != "host" && !message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        message.Headers.TryAddWithoutValidation("User-Agent", $"AmazonAPIGateway_{request.Connection.ApiId}");
        try
        {
            using var response = await _client.SendAsync(message, cancellationToken);
            var status = (int)response.StatusCode;
            return new BackendResult.Answered(new BackendAnswer(
                status, await response.Content.ReadAsByteArrayAsync(cancellationToken), status.ToString(CultureInfo.InvariantCulture)));
        }
        catch (HttpRequestException e)
        {
            return BackendResult.Failed.Unreachable($"the tables can't be called: {e.Message}");
        }
    }

    public void Dispose() => _client.Dispose();
}
