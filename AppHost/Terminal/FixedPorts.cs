using System.Net;
using System.Net.Sockets;
using Chat.Emulator.Host.Listening;
using Microsoft.Extensions.Configuration;

namespace Chat.AppHost.Terminal;

/// <summary>
/// The ports that a start takes because their numbers are known: the dashboard's, by the launch profile, and the WebSocket API's. A second start
/// would fail over them deep inside, long after its first line.
/// </summary>
internal static class FixedPorts
{
    // Each is one URL, or several with ';'.
    private static readonly string[] UrlSettings = ["ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"];

    /// <summary>Null: they are free. Else a sentence with the port, who has it, and what to do.</summary>
    public static string? WhyNot(IDistributedApplicationBuilder builder)
    {
        // Tests and `aspire start --isolated` take free ports instead.
        if (builder.Configuration.GetValue<bool>("DcpPublisher:RandomizePorts"))
        {
            return null;
        }

        var dashboard = UrlSettings
            .SelectMany(setting => (builder.Configuration[setting] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
            .Select(url => Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.Port : 0);
        if (dashboard.FirstOrDefault(port => port != 0 && !IsFree(port)) is var taken and not 0)
        {
            return $"Port {taken}, which the dashboard needs, is in use{By(taken)}. Does the chat run already? Stop it first, or start this one with --plain and another --port.";
        }

        var api = builder.Resources.OfType<WebSocketApiEmulatorResource>()
            .SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>())
            .FirstOrDefault(endpoint => endpoint.Port is { } port and not 0 && !IsFree(port))?.Port;
        return api is null ? null : $"Port {api}, which the WebSocket API needs, is in use{By(api.Value)}. Stop that, or choose another port: --port {api + 1}";
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }

    private static string By(int port) => PortOwner.Find(port) is { } owner ? $" by {owner}" : "";
}
