using System.Net;
using System.Net.Sockets;

namespace Chat.AppHost.Tests;

/// <summary>
/// A port of loopback that nobody listens on just now, and that no system gives away as a free one: those are from 32768 on, and whoever starts something
/// seconds later would find it taken.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;

    // Test processes that run side by side begin far from each other.
    private static int _last = First + (Environment.ProcessId % 100 * 100);

    public static int Take()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref _last);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
