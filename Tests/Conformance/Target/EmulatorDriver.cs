using System.Diagnostics;
using Amazon.Runtime;

namespace Chat.Conformance.Tests.Target;

/// <summary>The emulator, started as a person would with the suite's template.</summary>
internal sealed class EmulatorDriver : IDriver
{
    public const string Own = "emulator";

    private static readonly string[] Apis = ["main", "plain", "hasty", "guarded", "late", "still", "narrow", "unreachable"];

    public string Name => Own;

    /// <summary>None: what would have come was there before the answer that a test asks for last.</summary>
    public TimeSpan Silence => TimeSpan.Zero;

    public IReadOnlyDictionary<int, string> Untried { get; } = new Dictionary<int, string>();

    public async Task<Deployment> DeployAsync(CancellationToken cancellationToken)
    {
        var emulator = ServerProcess.Start(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Repository.Emulator, Repository.Template, "--port", "0", "--max-environments", "8"]);
        try
        {
            // The main API's: it is the template's first. All are at one address, a stage each.
            var main = new Uri(await emulator.WaitForAsync("ready ", cancellationToken));
            return new Deployment(
                Apis.ToDictionary(api => api, api => Endpoint.Of(new Uri(main, "/" + api))), new BasicAWSCredentials("test", "test"), "us-east-1")
            {
                Versions = $"WebSocketApiEmulator {FileVersionInfo.GetVersionInfo(Repository.Emulator).ProductVersion?.Split('+')[0]}",
                Started = [emulator],
            };
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }
}
