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

    public override Task<string?> PrepareAsync(CancellationToken cancellationToken) => NpmFolder.InstallAsync(
        Folder, [.. Files.Select(file => Path.Combine(Paths.Sources, "Peers", file))], Report.Recorder.Say, cancellationToken);

    public override Task<Running> StartEchoAsync(CancellationToken cancellationToken) => StartChatAsync(cancellationToken);

    public override async Task<Running> StartChatAsync(CancellationToken cancellationToken)
    {
        var (table, endpoint) = await TablesServer.StartAsync(Paths.Artifacts, Running.TableName, "connectionId", cancellationToken);
        ServerProcess? server = null;
        try
        {
            var ports = Ports.Free(4);
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
            await Ports.WaitForAsync(ports[1], cancellationToken);
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
}
