using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Chat.Fuzz.Tests;

/// <summary>Sends bytes, says that no more will come, and reads until the server has ended the connection.</summary>
internal static class Exchange
{
    // Linux has all of 127.0.0.0/8 for loopback: more ports than one address has, for the many that wait out their end.
    private static readonly bool HasManyAddresses = OperatingSystem.IsLinux();

    public static async Task RunAsync(int port, ReadOnlyMemory<byte> bytes, Random random, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (HasManyAddresses)
        {
            socket.Bind(new IPEndPoint(new IPAddress([127, 0, (byte)random.Next(1, 100), (byte)random.Next(1, 255)]), 0));
        }

        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var sending = SendAsync(socket, bytes, cancellationToken);
            while (await socket.ReceiveAsync(buffer, cancellationToken) > 0)
            {
            }

            await sending;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown)
        {
            // An end too, when the server has had enough while there was more to read.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server doesn't want the rest; reading tells how it ended.
        }
    }
}
