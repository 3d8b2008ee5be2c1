using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Http;

/// <summary>How Kestrel reads and writes.</summary>
internal static class SocketTransport
{
    /// <summary>For clients: goes on, on the thread that read, and lets a WebSocket take its socket out of the web server.</summary>
    public static IServiceCollection AddDetachableTransport(this IServiceCollection services) =>
        services.AddSingleton<IConnectionListenerFactory>(provider => new DetachableTransport(new SocketTransportFactory(
            Microsoft.Extensions.Options.Options.Create(new SocketTransportOptions { UnsafePreferInlineScheduling = true }),
            provider.GetRequiredService<ILoggerFactory>())));

    /// <summary>
    /// For functions: the same, but nothing is taken, and it reads into a buffer that each connection keeps. Clients' connections keep none: they may be many
    /// thousands, and cost a call to the system more per request instead.
    /// </summary>
    public static SocketTransportFactory ForFewConnections() => new(
        Microsoft.Extensions.Options.Options.Create(new SocketTransportOptions { UnsafePreferInlineScheduling = true, WaitForDataBeforeAllocatingBuffer = false }),
        NullLoggerFactory.Instance);
}
