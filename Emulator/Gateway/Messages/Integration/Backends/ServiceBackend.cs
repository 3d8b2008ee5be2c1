using System.Globalization;
using System.Text;
using Chat.Emulator.Expressions.Mapping;
using Chat.Emulator.Iam;
using Chat.Emulator.Iam.Signing;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Integration.Backends;

/// <summary>
/// <c>AWS</c> with a service that runs elsewhere (<c>AWS_ENDPOINT_URL_SQS</c> and its like): the mapped payload is the request, signed as the
/// integration's role. What comes of it is that service's to say.
/// </summary>
internal sealed class ServiceBackend(CallerCredentials credentials, TimeProvider timeProvider) : IDisposable
{
    private const string DefaultContentType = "application/json";

    private readonly HttpMessageInvoker _client = TableForwarder.CreateClient();

    public async Task<BackendResult> CallAsync(
        RouteIntegration.ServiceAction action, RouteRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (credentials.OfRole(action.CredentialsArn!) is not { } credential)
        {
            return BackendResult.Failed.Unreachable($"the role {action.CredentialsArn} isn't known here");
        }

        var target = Target(action, request);
        using var message = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ReadOnlyMemoryContent(body) };
        var headers = Headers(action, request, target);
        RequestSigner.Sign(
            headers, body.Span, credential, request.Stage.Api.Region, action.Call.Service, timeProvider.GetUtcNow(), target.AbsolutePath, target.Query.TrimStart('?'));
        foreach (var (name, value) in headers)
        {
            if (name != "host" && !message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        try
        {
            using var response = await _client.SendAsync(message, cancellationToken);
            var status = (int)response.StatusCode;
            return new BackendResult.Answered(new BackendAnswer(
                status, await response.Content.ReadAsByteArrayAsync(cancellationToken), status.ToString(CultureInfo.InvariantCulture)));
        }
        catch (HttpRequestException e)
        {
            return BackendResult.Failed.Unreachable($"{action.Call.Service} at {action.Endpoint} can't be called: {e.Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    // A path as it is; of an action the services with JSON are told in a header, the others in the query.
    private static Uri Target(RouteIntegration.ServiceAction action, RouteRequest request)
    {
        var query = new StringBuilder();
        if (action.Call.IsAction && JsonTarget(action.Call) is null)
        {
            Add("Action", action.Call.Name);
        }

        foreach (var parameter in action.Request.Parameters.Where(parameter => parameter.Target == ParameterTarget.QueryString))
        {
            foreach (var value in parameter.Source.Read(request))
            {
                Add(parameter.Name, value);
            }
        }

        var path = action.Call.IsAction ? "" : action.Call.Name;
        foreach (var parameter in action.Request.Parameters.Where(parameter => parameter.Target == ParameterTarget.Path))
        {
            path = path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(string.Join(',', parameter.Source.Read(request))), StringComparison.Ordinal);
        }

        return new UriBuilder(action.Endpoint) { Path = $"{action.Endpoint.AbsolutePath.TrimEnd('/')}/{path}", Query = query.ToString() }.Uri;

        void Add(string name, string value) =>
            query.Append(query.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
    }

    private static SortedDictionary<string, string> Headers(RouteIntegration.ServiceAction action, RouteRequest request, Uri target)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["content-type"] = DefaultContentType, ["host"] = target.Authority };
        if (JsonTarget(action.Call) is { } json)
        {
            headers["content-type"] = json.ContentType;
            headers["x-amz-target"] = $"{json.Prefix}.{action.Call.Name}";
        }

        foreach (var parameter in action.Request.Parameters.Where(parameter => parameter.Target == ParameterTarget.Header))
        {
            // Clients' texts come along: none of them may begin another header.
            if (parameter.Source.Read(request) is [.., var value] && !value.AsSpan().ContainsAny('\r', '\n', '\0'))
            {
#pragma warning disable CA1308 // A signature has headers' names in lower case.
                headers[parameter.Name.ToLowerInvariant()] = value.Trim();
#pragma warning restore CA1308
            }
        }

        return headers;
    }

    // By each service's API reference, as the header X-Amz-Target.
    private static (string Prefix, string ContentType)? JsonTarget(ServiceCall call) => !call.IsAction ? null : call.Service switch
    {
        "states" => ("AWSStepFunctions", "application/x-amz-json-1.0"),
        "events" => ("AWSEvents", "application/x-amz-json-1.1"),
        "kinesis" => ("Kinesis_20131202", "application/x-amz-json-1.1"),
        "firehose" => ("Firehose_20150804", "application/x-amz-json-1.1"),
        "logs" => ("Logs_20140328", "application/x-amz-json-1.1"),
        _ => null,
    };
}
