using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Chat.Emulator.Listening;

/// <summary>How Kestrel reads and writes on the ways that only functions use.</summary>
internal static class SocketTransport
{
    /// <summary>
    /// Goes on, on the thread that read, and reads into a buffer that each connection keeps. Clients' connections keep none: they may be many
    /// thousands, and cost a call to the system more per request instead.
    /// </summary>
    public static SocketTransportFactory ForFewConnections() => new(
        Options.Create(new SocketTransportOptions { UnsafePreferInlineScheduling = true, WaitForDataBeforeAllocatingBuffer = false }),
        NullLoggerFactory.Instance);
}
