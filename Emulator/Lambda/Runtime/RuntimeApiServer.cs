using System.Net;
using Chat.Emulator.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Lambda.Runtime;

/// <summary>
/// Serves the Runtime API on loopback. Runtime clients take nothing but <c>host:port</c>, so the port has to tell which environment
/// calls: each gets one of its own. A bare Kestrel without middleware, for it is on the way of every event.
/// </summary>
internal sealed class RuntimeApiServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private static readonly TimeSpan QuietLimit = TimeSpan.FromDays(1);

    private readonly EnvironmentListener _listener;
    private readonly KestrelServer _server;

    public RuntimeApiServer()
    {
        _listener = new EnvironmentListener(SocketTransport.ForFewConnections());

        var options = new KestrelServerOptions { AddServerHeader = false };
        // A function may keep quiet for as long as its timeout lets it, and be held in a debugger. Not infinite: Kestrel adds that to its
        // clock, overflows, and now and then closes a connection between two requests.
        options.Limits.KeepAliveTimeout = QuietLimit;
        options.Limits.RequestHeadersTimeout = QuietLimit;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        // The Runtime API has a limit and an answer of its own.
        options.Limits.MaxRequestBodySize = null;
        options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        _server = new KestrelServer(Microsoft.Extensions.Options.Options.Create(options), _listener, NullLoggerFactory.Instance);
    }

    public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync(this, cancellationToken);

    /// <summary>Opens an address for an environment. Disposing of it closes the address.</summary>
    public Task<EnvironmentPort> OpenAsync(FunctionEnvironment environment, CancellationToken cancellationToken) =>
        _listener.OpenAsync(environment, cancellationToken);

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => RequestGuard.Refuse(context) ?? BadRequests.HandleAsync(
        context, static context => RuntimeApi.HandleAsync(context, context.Features.GetRequiredFeature<FunctionEnvironment>()));

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async ValueTask DisposeAsync()
    {
        // No grace: all that could be under way is over by now.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
    }
}
