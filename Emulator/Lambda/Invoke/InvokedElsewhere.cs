using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using Chat.Emulator.Invocations;

namespace Chat.Emulator.Lambda.Invoke;

/// <summary>
/// Functions that run behind another Invoke endpoint: that of AWS's Lambda test tool, in which <c>AddAWSLambdaFunction</c> of Aspire runs them.
/// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
/// </summary>
internal sealed class InvokedElsewhere : IDisposable
{
    private readonly FrozenDictionary<string, Uri> _endpoints;

    // The gateway's own timeout ends the waiting. A proxy or a redirect has no business on the way.
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });

    private InvokedElsewhere(ImmutableDictionary<string, Uri> endpoints) => _endpoints = endpoints.ToFrozenDictionary(
        pair => pair.Key,
        pair => new Uri($"{pair.Value.AbsoluteUri.TrimEnd('/')}/2015-03-31/functions/{Uri.EscapeDataString(pair.Key)}/invocations"));

    /// <summary>Null when there is none: then asking costs nothing.</summary>
    public static InvokedElsewhere? Create(ImmutableDictionary<string, Uri> endpoints) => endpoints.IsEmpty ? null : new(endpoints);

    /// <summary>Null when the function runs here.</summary>
    public Uri? Find(string functionName) => _endpoints.GetValueOrDefault(functionName);

    public async ValueTask<InvocationOutcome> InvokeAsync(Uri endpoint, LambdaInvocation invocation, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ReadOnlyMemoryContent(invocation.Payload) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Amz-Invocation-Type", "RequestResponse");
        if (invocation.TraceId is { } trace)
        {
            request.Headers.TryAddWithoutValidation("X-Amzn-Trace-Id", trace);
        }

        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return Read(endpoint, response, body);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new InvocationOutcome.Unreachable($"{endpoint} can't be reached for {invocation.FunctionName}: {e.Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private static InvocationOutcome Read(Uri endpoint, HttpResponseMessage response, byte[] body) => response.StatusCode switch
    {
        HttpStatusCode.OK when response.Headers.Contains("X-Amz-Function-Error") => FunctionError.Read(body, null).ToOutcome(),
        HttpStatusCode.OK => new InvocationOutcome.Responded(body),
        HttpStatusCode.TooManyRequests => new InvocationOutcome.Throttled(),
        var other => new InvocationOutcome.Unreachable($"{endpoint} answered with status {(int)other}."),
    };
}
