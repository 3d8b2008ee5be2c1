using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Chat.Benchmarks.Contenders;

/// <summary>
/// serverless-offline, the emulator that most projects have: with a worker thread for each concurrent invocation, which is its default, or
/// with the handlers in its own process. The handlers do what the chat's do; the table is dynalite here too.
/// </summary>
internal sealed class ServerlessOffline(bool isInProcess) : Contender
{
    private static string Folder { get; } = Path.Combine(Paths.Artifacts, "npm", "peers");

    private static string[] Files { get; } = [".npmrc", "package.json", "package-lock.json", "serverless.yml", "handlers.js"];

    public override string Name => isInProcess ? "serverless-offline, in process" : "serverless-offline";

    // A thousand clients take it minutes, and tell nothing that two hundred don't.
    public override int MostClients => 200;

    public override async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        var isCurrent = Directory.Exists(Path.Combine(Folder, "node_modules", "serverless-offline"))
            && File.Exists(Path.Combine(Folder, "package-lock.json"))
            && await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json"), cancellationToken)
                == await File.ReadAllTextAsync(Path.Combine(Paths.Sources, "Peers", "package-lock.json"), cancellationToken);
        foreach (var file in Files)
        {
            File.Copy(Path.Combine(Paths.Sources, "Peers", file), Path.Combine(Folder, file), overwrite: true);
        }

        if (isCurrent)
        {
            return null;
        }

        Report.Recorder.Say("installing the peers from npm ...");
        await using var install = ServerProcess.Start(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder: Folder);
        return await install.WaitForExitAsync(cancellationToken) == 0 ? null : $"npm ci failed: {install.Output}";
    }

    public override Task<Running> StartEchoAsync(CancellationToken cancellationToken) => StartChatAsync(cancellationToken);

    public override async Task<Running> StartChatAsync(CancellationToken cancellationToken)
    {
        var table = ServerProcess.Start("node", [Path.Combine(Paths.Artifacts, "npm", "dynalite", "start.mjs")]);
        ServerProcess? server = null;
        try
        {
            using var said = JsonDocument.Parse("{\"port\":" + await table.WaitForAsync("{\"port\":", cancellationToken));
            var endpoint = new Uri($"http://127.0.0.1:{said.RootElement.GetProperty("port").GetInt32()}/");
            await ConnectionsTable.CreateAsync(endpoint, Running.TableName, cancellationToken);
            var ports = FreePorts(4);
            // Worker threads don't get the shell's variables: what handlers need stands in provider.environment, filled in from these.
            var environment = new Dictionary<string, string?>
            {
                ["BENCH_TABLE_ENDPOINT"] = endpoint.ToString().TrimEnd('/'),
                ["BENCH_IN_PROCESS"] = isInProcess ? "true" : "false",
                ["BENCH_HTTP_PORT"] = ports[0],
                ["BENCH_WEBSOCKET_PORT"] = ports[1],
                ["BENCH_LAMBDA_PORT"] = ports[2],
                ["BENCH_ALB_PORT"] = ports[3],
                ["SLS_TELEMETRY_DISABLED"] = "1",
                ["SLS_NOTIFICATIONS_MODE"] = "off",
                ["AWS_ACCESS_KEY_ID"] = "test",
                ["AWS_SECRET_ACCESS_KEY"] = "test",
                ["NODE_ENV"] = "production",
            };
            server = ServerProcess.Start("node", [Path.Combine(Folder, "node_modules", "osls", "bin", "serverless.js"), "offline", "start"], environment, Folder);
            await server.WaitForAsync($"ws://127.0.0.1:{ports[1]}", cancellationToken);
            await WaitForPortAsync(int.Parse(ports[1], CultureInfo.InvariantCulture), cancellationToken);
            return new Running(new Uri($"ws://127.0.0.1:{ports[1]}/"), endpoint, server, table);
        }
        catch
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }

            await table.DisposeAsync();
            throw;
        }
    }

    // It says where it listens before it does.
    private static async Task WaitForPortAsync(int port, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        }
    }

    // Taken together, so that no two are the same. Another program may take one before it does; then its start fails and says so.
    private static string[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        return ports;
    }
}
