using System.Globalization;

namespace Chat.Soak.Tests.Hub;

/// <summary>The chat on an emulator that is a process of its own, so that its memory is told from the clients'.</summary>
internal sealed class HubCloud : IAsyncDisposable
{
    private const string Table = "websocket-connections";

    private readonly ServerProcess _emulator;
    private readonly string _folder;

    private HubCloud(ServerProcess emulator, string folder, Uri url, Uri tables)
    {
        _emulator = emulator;
        _folder = folder;
        Url = url;
        Tables = tables;
    }

    public Uri Url { get; }

    /// <summary>The tables' endpoint.</summary>
    public Uri Tables { get; }

    /// <param name="folder">For the tables' items: they are kept, and grow with every message, on the disk and not in memory.</param>
    /// <param name="functions">The functions' native program; null for the portable build.</param>
    public static async Task<HubCloud> StartAsync(string folder, string? functions, CancellationToken cancellationToken)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var command = functions is null ? $"\"{dotnet}\" \"{Path.Combine(BuildMetadata.Find("Functions"), "Chat.Functions.dll")}\"" : $"\"{functions}\"";
        var emulator = ServerProcess.Start(dotnet,
        [
            "exec", BuildMetadata.Find("Emulator"), BuildMetadata.Find("CloudAssembly"), "--port", "0", "--limits", "off", "--data", folder, "--run", $"*={command}",
        ]);
        try
        {
            var url = new Uri("ws" + await emulator.WaitForAsync("ready ws", cancellationToken));
            var line = emulator.Output.Split('\n').First(line => line.Contains($"{Table} at ", StringComparison.Ordinal));
            return new HubCloud(emulator, folder, url, new Uri(line[(line.IndexOf(" at ", StringComparison.Ordinal) + 4)..]));
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>What its processes take now; not counted are the files that they map, the tables' among them, which grow with the messages that are kept.</summary>
    public MemorySample Measure(TimeSpan at)
    {
        var functions = ProcessUse.All().Where(IsFunction).Select(ProcessUse.Anonymous).Where(size => !double.IsNaN(size)).ToArray();
        var tables = ProcessUse.All()
            .Where(id => ProcessUse.CommandLine(id) is ["node", "start.mjs", .. var rest] && rest.Any(word => word.StartsWith(_folder, StringComparison.Ordinal)))
            .Select(ProcessUse.Anonymous).Where(size => !double.IsNaN(size)).Sum();
        return new MemorySample(at, ProcessUse.Anonymous(_emulator.Id) / MemorySample.Megabyte, tables / MemorySample.Megabyte, functions.Sum() / MemorySample.Megabyte, functions.Length);
    }

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    // They are no descendants of the emulator: it stands in their environment.
    private bool IsFunction(int id) => ProcessUse.Variables(id) is { } variables && variables.Contains(
        string.Create(CultureInfo.InvariantCulture, $"AWS_ENDPOINT_URL_LAMBDA=http://127.0.0.1:{Url.Port}/"), StringComparison.Ordinal);
}
