using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// The client side of the Lambda Runtime API, https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
/// </summary>
internal sealed class RuntimeApiClient : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue ErrorJson = new("application/vnd.aws.lambda.error+json");

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly string _invocations;
    private readonly Uri _next;
    private readonly Uri _initError;

    /// <param name="endpoint"><c>host:port</c> as Lambda has it, or <c>host:port/path</c>, where one server serves many functions.</param>
    /// <param name="http">Another way to the server, or null.</param>
    public RuntimeApiClient(string endpoint, HttpClient? http)
    {
        var version = $"http://{endpoint.TrimEnd('/')}/2018-06-01/runtime/";
        _invocations = version + "invocation/";
        _next = new Uri(_invocations + "next");
        _initError = new Uri(version + "init/error");
        _ownsHttp = http is null;
        _http = http ?? new HttpClient(new SocketsHttpHandler
        {
            // One connection to a server on this host: kept for as long as the process lives, never through a proxy.
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        });

        // The next event may be a day away.
        _http.Timeout = Timeout.InfiniteTimeSpan;
    }

    public async Task<Invocation> NextAsync(MemoryStream body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _next);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw Refused("next", response);
        }

        body.SetLength(0);
        await response.Content.CopyToAsync(body, cancellationToken);
        body.Position = 0;
        return new Invocation(
            Header(response, "Lambda-Runtime-Aws-Request-Id")
                ?? throw new HttpRequestException("the Runtime API sent an event without Lambda-Runtime-Aws-Request-Id"),
            long.TryParse(Header(response, "Lambda-Runtime-Deadline-Ms"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                : DateTimeOffset.MaxValue,
            Header(response, "Lambda-Runtime-Trace-Id"),
            Header(response, "Lambda-Runtime-Invoked-Function-Arn"),
            Header(response, "Lambda-Runtime-Client-Context"),
            Header(response, "Lambda-Runtime-Cognito-Identity"));
    }

    public Task RespondAsync(string requestId, MemoryStream result, CancellationToken cancellationToken) =>
        PostAsync(new Uri($"{_invocations}{requestId}/response"), Content(result, Json), null, cancellationToken);

    public Task ReportInvocationErrorAsync(string requestId, Exception exception, CancellationToken cancellationToken) =>
        PostAsync(
            new Uri($"{_invocations}{requestId}/error"), Content(ErrorReport.ToJson(exception), ErrorJson), exception, cancellationToken);

    public Task ReportInitErrorAsync(Exception exception, CancellationToken cancellationToken) =>
        PostAsync(_initError, Content(ErrorReport.ToJson(exception), ErrorJson), exception, cancellationToken);

    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    // Posted from the stream's own buffer: it is not touched again before the answer is here.
    private static ByteArrayContent Content(MemoryStream stream, MediaTypeHeaderValue type)
    {
        var content = new ByteArrayContent(stream.GetBuffer(), 0, (int)stream.Length);
        content.Headers.ContentType = type;
        return content;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static HttpRequestException Refused(string call, HttpResponseMessage response) =>
        new($"the Runtime API answered {call} with {(int)response.StatusCode}", null, response.StatusCode);

    private async Task PostAsync(Uri uri, HttpContent content, Exception? error, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = content };
        if (error is not null)
        {
            request.Headers.TryAddWithoutValidation("Lambda-Runtime-Function-Error-Type", error.GetType().Name);
        }

        // The answer is read to its end, or the connection could not be used again.
        using var response = await _http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw Refused(uri.AbsolutePath, response);
        }
    }
}
