using System.Net;
using System.Net.Sockets;
using Chat.Emulator.Options;

namespace Chat.Emulator.Host.Listening;

/// <summary>Whether a port of this machine can be had.</summary>
internal static class LoopbackPort
{
    /// <summary>Ahead of Kestrel, which would write a stack trace to the log before anybody can put it in words.</summary>
    /// <exception cref="EmulatorStartException">It is taken; the message says by whom.</exception>
    public static void RequireFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            var owner = PortOwner.Find(port) is { } name ? $"taken by {name}" : "taken by another program";
            var state = e.SocketErrorCode == SocketError.AccessDenied ? "not yours to use" : owner;
            throw new EmulatorStartException($"Port {port} is {state}. Take another with --port N, or a free one with --port 0.", e);
        }
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
