using System.Net;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>The client side of the Runtime API, as bare as can be.</summary>
internal sealed class RuntimeClient(string address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://{address}/2018-06-01/runtime/"), Timeout = LambdaHost.Limit };

    public async Task<RuntimeEvent> NextAsync(CancellationToken cancellationToken = default)
    {
        using var response = await _http.GetAsync("invocation/next", cancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var headers = response.Headers.ToDictionary(h => h.Key, h => h.Value.Single(), StringComparer.OrdinalIgnoreCase);
        return new(headers["Lambda-Runtime-Aws-Request-Id"], await response.Content.ReadAsStringAsync(cancellationToken), headers);
    }

    public async Task<HttpStatusCode> AskAsync()
    {
        using var response = await _http.GetAsync("invocation/next");
        return response.StatusCode;
    }

    public Task<RuntimeAnswer> RespondAsync(string requestId, string body) => PostAsync($"invocation/{requestId}/response", new StringContent(body));

    public Task<RuntimeAnswer> FailAsync(string requestId, string body, string? type = null) =>
        PostAsync($"invocation/{requestId}/error", new StringContent(body), type);

    public Task<RuntimeAnswer> FailInitAsync(string body, string? type = null) => PostAsync("init/error", new StringContent(body), type);

    public async Task<RuntimeAnswer> PostAsync(string path, HttpContent content, string? type = null, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        if (type is not null)
        {
            request.Headers.Add("Lambda-Runtime-Function-Error-Type", type);
        }

        using var response = await _http.SendAsync(request);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Takes the next event and echoes it.</summary>
    public async Task<RuntimeEvent> EchoAsync()
    {
        var next = await NextAsync();
        var answer = await RespondAsync(next.RequestId, next.Payload);
        Assert.Equal(new(HttpStatusCode.Accepted, """{"status":"OK"}"""), answer);
        return next;
    }

    public void Dispose() => _http.Dispose();
}

internal sealed record RuntimeEvent(string RequestId, string Payload, IReadOnlyDictionary<string, string> Headers);

internal sealed record RuntimeAnswer(HttpStatusCode Status, string Body);
