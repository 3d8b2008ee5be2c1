using System.Net.Sockets;
using System.Text;

namespace Chat.Soak.Tests;

/// <summary>A client that shakes hands and then never reads again.</summary>
internal sealed class StalledClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };

    public static async Task<StalledClient> ConnectAsync(Uri url, CancellationToken cancellationToken)
    {
        var client = new StalledClient();
        await client._socket.ConnectAsync(url.Host, url.Port, cancellationToken);
        await client._socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET {url.AbsolutePath} HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
            cancellationToken);
        var buffer = new byte[512];
        var read = await client._socket.ReceiveAsync(buffer, cancellationToken);
        var status = Encoding.ASCII.GetString(buffer, 0, Math.Min(read, 12));
        return status == "HTTP/1.1 101" ? client : throw new InvalidOperationException($"The handshake was answered with {status}.");
    }

    public void Dispose() => _socket.Dispose();
}
