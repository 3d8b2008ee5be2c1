using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Chat.EndToEnd.Tests;

namespace Chat.AppHost.Tests.Terminal;

/// <summary>The AppHost as a person starts it, under Aspire, on ports that are free: its launch profile's may be in use on this machine.</summary>
internal static class AspireProcess
{
    public static RunningProcess Start(params string[] options) => StartOn(new AspirePorts(), options);

    public static RunningProcess StartOn(AspirePorts ports, params string[] options) =>
        RunningProcess.StartWith(ports.Environment, Repository.Dotnet, [Repository.AppHost, "--port", Text(ports.Api), .. options]);

    /// <summary>By <c>dotnet run</c>, whose launch profile sets the ports; the variables here come after it.</summary>
    public static RunningProcess StartByDotnetRun(params string[] options)
    {
        var ports = new AspirePorts();
        return RunningProcess.StartWith(
            ports.Environment,
            Repository.Dotnet,
            ["run", "--no-build", "--no-launch-profile", "-c", Repository.Configuration, "--project", Path.Combine(Repository.Root, "AppHost"), "--", "--port", Text(ports.Api), .. options]);
    }

    internal static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What <c>launchSettings.json</c> fixes, with free ports.</summary>
internal sealed class AspirePorts
{
    public AspirePorts()
    {
        var free = Free(4);
        (Dashboard, Api) = (free[0], free[1]);
        Environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://localhost:{free[0]}",
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{free[2]}",
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = $"http://localhost:{free[3]}",
            ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
            ["DOTNET_ENVIRONMENT"] = "Development",
        };
    }

    public int Dashboard { get; }

    public int Api { get; }

    public IReadOnlyDictionary<string, string> Environment { get; }

    // All at once, or the second would be the first again.
    private static int[] Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        return ports;
    }
}
