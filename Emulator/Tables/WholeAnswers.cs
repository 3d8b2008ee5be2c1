using Amazon.Runtime;

namespace Chat.Emulator.Tables;

/// <summary>
/// The HTTP client of the SDK's clients in this process. The SDK reads an answer's body without awaiting it, which would block the thread that the
/// body's next bytes wait for (see <see cref="Listening.InlineSockets"/>): so it gets to see an answer when all of it is there.
/// </summary>
internal sealed class WholeAnswers : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }))
    {
        Timeout = clientConfig.Timeout ?? TimeSpan.FromSeconds(100),
    };

    private sealed class Handler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            return response;
        }
    }
}
