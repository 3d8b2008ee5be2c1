using System.Globalization;
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
        (Dashboard, Api) = (FreePort.Take(), FreePort.Take());
        Environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://localhost:{Dashboard}",
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{FreePort.Take()}",
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = $"http://localhost:{FreePort.Take()}",
            ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
            ["DOTNET_ENVIRONMENT"] = "Development",
        };
    }

    public int Dashboard { get; }

    public int Api { get; }

    public IReadOnlyDictionary<string, string> Environment { get; }
}
