using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace Chat.Conformance.Tests.Target;

/// <summary>
/// serverless-offline under the Serverless Framework 3 or under osls: a process for each API, since a service has one; see
/// <c>Serverless/serverless.js</c>. Its tables are dynalite, as the emulator's are.
/// </summary>
/// <param name="target">Which of the two; also the folder of its lock file.</param>
internal sealed class ServerlessDriver(string target) : IDriver
{
    public const string Serverless = "serverless-offline";
    public const string Osls = "osls";

    /// <summary>Its handlers run in its own process; <c>false</c>: in worker threads, as without <c>useInProcess</c>.</summary>
    public const string InProcess = "CHAT_CONFORMANCE_IN_PROCESS";

    private const int PortsOfOne = 4;

    private static readonly string[] Apis = ["main", "plain", "guarded", "late"];

    private static readonly string Sources = Path.Combine(Repository.Root, "Tests", "Conformance", "Serverless");

    private readonly string _folder = Path.Combine(Repository.Artifacts, "npm", "conformance-" + target);
    private readonly string _framework = target == Osls ? "osls" : "serverless";

    public string Name => target;

    /// <summary>Its handlers post by HTTP, which may take another way than an answer.</summary>
    public TimeSpan Silence => TimeSpan.FromSeconds(1);

    public IReadOnlyDictionary<int, string> Untried { get; } = new Dictionary<int, string>
    {
        [7] = "a service's functions may always be invoked by its API: serverless.yml has no permission to leave out",
        [8] = "serverless.yml has no timeout of integrations for WebSocket APIs, only one of functions",
        [10] = "serverless.yml has no throttling for WebSocket APIs, and serverless-offline has none of its own",
        [34] = "serverless.yml has no timeout of integrations for WebSocket APIs, only one of functions",
        [38] = "serverless.yml makes route and route response by one setting",
        [45] = "serverless.yml has no models for WebSocket APIs",
        [68] = "a service's own role may always post to its connections: the framework adds the permission",
        [79] = "a service's routes are deployed together",
        [80] = "serverless.yml has no throttling for WebSocket APIs, and serverless-offline has none of its own",
    };

    public async Task<Deployment> DeployAsync(CancellationToken cancellationToken)
    {
        string[] files = [.. new[] { "package.json", "package-lock.json" }.Select(file => Path.Combine(Sources, target, file)), Path.Combine(Sources, ".npmrc"), Path.Combine(Sources, "serverless.js")];
        if (await NpmFolder.InstallAsync(_folder, files, Console.Error.WriteLine, cancellationToken) is { } failed)
        {
            throw new InvalidOperationException(failed);
        }

        var started = new List<IAsyncDisposable>();
        try
        {
            var (tables, tablesEndpoint) = await TablesServer.StartAsync(Repository.Artifacts, "Orders", "id", cancellationToken);
            started.Add(tables);
            var ports = Apis.Zip(Ports.Free(PortsOfOne * Apis.Length).Chunk(PortsOfOne)).ToDictionary(pair => pair.First, pair => pair.Second);
            var endpoints = Apis.ToDictionary(api => api, api => Endpoint.Of(new Uri($"ws://127.0.0.1:{ports[api][1]}/")));
            var posts = new JsonObject(endpoints.Select(api => KeyValuePair.Create(api.Key, (JsonNode?)api.Value.Connections.ToString().TrimEnd('/'))));
            var services = new List<(ServerProcess Process, string Port)>();
            foreach (var api in Apis)
            {
                var service = Start(api, ports[api], posts.ToJsonString(), tablesEndpoint);
                started.Add(service);
                services.Add((service, ports[api][1]));
            }

            foreach (var (process, port) in services)
            {
                await process.WaitForAsync($"ws://127.0.0.1:{port}", cancellationToken);
                await Ports.WaitForAsync(port, cancellationToken);
            }

            return new Deployment(endpoints, new BasicAWSCredentials("test", "test"), "us-east-1")
            {
                Versions = $"{Version(_framework)}, {Version("serverless-offline")}{(IsInProcess ? " with useInProcess" : "")}",
                Started = started,
            };
        }
        catch
        {
            foreach (var one in started)
            {
                await one.DisposeAsync();
            }

            throw;
        }
    }

    private static bool IsInProcess => Environment.GetEnvironmentVariable(InProcess) is not "false";

    private ServerProcess Start(string api, string[] ports, string posts, Uri tables) => ServerProcess.Start(
        "node",
        [Path.Combine(_folder, "node_modules", _framework, "bin", "serverless.js"), "offline", "start"],
        new Dictionary<string, string?>
        {
            ["CONFORMANCE_API"] = api,
            ["CONFORMANCE_TEMPLATE"] = Repository.Template,
            ["CONFORMANCE_PORTS"] = string.Join(',', ports),
            ["CONFORMANCE_ENDPOINTS"] = posts,
            ["CONFORMANCE_TABLES"] = tables.ToString(),
            ["CONFORMANCE_IN_PROCESS"] = IsInProcess ? "true" : "false",
            ["SLS_TELEMETRY_DISABLED"] = "1",
            ["SLS_NOTIFICATIONS_MODE"] = "off",
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
        },
        _folder);

    private string Version(string package)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "node_modules", package, "package.json")));
        return $"{package} {json.RootElement.GetProperty("version").GetString()}";
    }
}
