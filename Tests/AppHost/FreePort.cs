using System.Net;
using System.Net.Sockets;

namespace Chat.AppHost.Tests;

/// <summary>A port of loopback that nobody listens on just now.</summary>
internal static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
