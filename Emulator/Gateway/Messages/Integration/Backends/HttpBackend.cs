using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Chat.Emulator.Expressions.Mapping;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Integration.Backends;

/// <summary><c>HTTP</c> and <c>HTTP_PROXY</c>: calls the address of the template, wherever it is. Redirects are answers like others.</summary>
internal sealed class HttpBackend : IDisposable
{
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: the payload of an integration.
    private const int MaxResponseBytes = 10 * 1024 * 1024;

    // Of one hop only, or the gateway's own.
    private static readonly FrozenSet<string> NotPassedOn = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Host", "Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect", "Content-Length", "Proxy-Connection", "User-Agent");

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,

        // Clients' texts come along, as UTF-8: what HTTP took from them it takes here.
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,

        // A name may come to stand for another machine.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    public async Task<BackendResult> CallAsync(
        RouteIntegration.Http integration, RouteRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (HttpTarget.Of(integration, request) is not { } target)
        {
            return BackendResult.Failed.Unreachable($"{integration.Uri} isn't a valid address once this request's parameters are filled in");
        }

        using var message = new HttpRequestMessage(new HttpMethod(integration.Method), target);
        if (integration.Method is not ("GET" or "HEAD"))
        {
            message.Content = new ReadOnlyMemoryContent(body);
        }

        AddHeaders(message, integration, request);
        try
        {
            using var response = await _client.SendAsync(message, cancellationToken);
            return await ReadAsync(response.Content, cancellationToken) is { } answer
                ? new BackendResult.Answered(new BackendAnswer(
                    (int)response.StatusCode, answer, ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture))
                {
                    Headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                        .SelectMany(header => header.Value.Select(value => (header.Key, Value: value)))
                        .ToLookup(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase),
                })
                : BackendResult.Failed.Unreachable($"{target} answered with more than {MaxResponseBytes} bytes");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return BackendResult.Failed.Unreachable($"{target} can't be called: {e.Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private static void AddHeaders(HttpRequestMessage message, RouteIntegration.Http integration, RouteRequest request)
    {
        var headers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);

        // The handshake's, Sec-WebSocket-Version among them, over which some servers stumble as they do on AWS.
        foreach (var header in request.Handshake?.Headers ?? [])
        {
            if (!NotPassedOn.Contains(header.Name))
            {
                headers[header.Name] = header.Values;
            }
        }

        headers["User-Agent"] = [$"AmazonAPIGateway_{request.Connection.ApiId}"];
        headers["x-amzn-apigateway-api-id"] = [request.Connection.ApiId];
        headers["X-Amzn-Trace-Id"] = [request.Stamp.TraceId];
        if (message.Content is not null)
        {
            headers["Content-Type"] = [RequestMapping.DefaultKey];
        }

        foreach (var parameter in integration.Request.Parameters)
        {
            if (parameter.Target == ParameterTarget.Header && parameter.Source.Read(request) is { Count: > 0 } values)
            {
                headers[parameter.Name] = values;
            }
        }

        foreach (var (name, values) in headers)
        {
            // Clients' texts come along: none of them may begin another header.
            var safe = values.Where(value => !value.AsSpan().ContainsAny('\r', '\n', '\0'));
            if (!message.Headers.TryAddWithoutValidation(name, safe))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, safe);
            }
        }
    }

    /// <summary>Null when it is too long.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > MaxResponseBytes)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var body = new ArrayBufferWriter<byte>(4096);
        while (await stream.ReadAsync(body.GetMemory(4096), cancellationToken) is > 0 and var read)
        {
            body.Advance(read);
            if (body.WrittenCount > MaxResponseBytes)
            {
                return null;
            }
        }

        return body.WrittenMemory;
    }
}
