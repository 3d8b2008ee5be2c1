using System.Collections.Frozen;
using System.Net;
using System.Net.Http.Headers;

namespace Chat.Emulator.Tables;

/// <summary>Passes requests on to the tables' server, and its answers back.</summary>
internal sealed class TableForwarder(TableTarget tables, TimeProvider time) : IDisposable
{
    // All that a server behind can use: who asks has been checked here, and no signature is right any more under the server's own Host. What else
    // SDKs send about themselves would have to be parsed once more for nobody.
    private static readonly string[] PassedOn = ["X-Amz-Target", "X-Amz-Date", "Date", "Authorization", "Content-Type", "Origin", "Sec-Fetch-Site"];

    // Of one hop only, or made anew for the next one.
    private static readonly FrozenSet<string> NotPassedBack = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "Transfer-Encoding", "Trailer", "Upgrade", "Content-Length", "Proxy-Connection");

    private readonly HttpMessageInvoker _client = CreateClient();

    /// <summary>A client of the tables' server; the caller's to dispose of.</summary>
    /// <remarks>No proxy, no cookies, no decompression: DynamoDB's x-amz-crc32 is of the bytes as they are sent.</remarks>
    public static HttpMessageInvoker CreateClient() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,

        // Node.js closes a connection that has been quiet for 5 s; a request must not meet that.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
    });

    /// <returns>Whether the server answers that there is no such thing: a table, an index, a shard.</returns>
    public async Task<bool> ForwardAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(tables.Endpoint, context.Request.Path + context.Request.QueryString));
        if (!body.IsEmpty)
        {
            request.Content = new ReadOnlyMemoryContent(body);
        }

        if (tables.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation(TableTarget.KeyHeader, key);
        }

        foreach (var (name, value) in tables.Sign(context.Request.Headers["X-Amz-Target"].ToString(), body.Span, time.GetUtcNow()))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        foreach (var name in PassedOn)
        {
            if (request.Headers.NonValidated.Contains(name))
            {
                continue;
            }

            var values = context.Request.Headers[name];
            if (values.Count > 0 && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        // The invoker, unlike HttpClient, buffers nothing.
        using var response = await _client.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        Copy(response.Headers, context.Response);
        Copy(response.Content.Headers, context.Response);
        context.Response.ContentLength = response.Content.Headers.ContentLength;
        if (response.StatusCode is not HttpStatusCode.BadRequest)
        {
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
            return false;
        }

        // {"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", …
        var error = await response.Content.ReadAsByteArrayAsync(context.RequestAborted);
        await context.Response.Body.WriteAsync(error, context.RequestAborted);
        return error.AsSpan().IndexOf("#ResourceNotFoundException\""u8) >= 0;
    }

    public void Dispose() => _client.Dispose();

    private static void Copy(HttpHeaders headers, HttpResponse response)
    {
        foreach (var (name, values) in headers.NonValidated)
        {
            if (!NotPassedBack.Contains(name))
            {
                response.Headers[name] = values.ToArray();
            }
        }
    }
}
