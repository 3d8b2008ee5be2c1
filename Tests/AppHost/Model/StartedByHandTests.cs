using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Chat.AppHost.Tests;

/// <summary>The model's processes, started as the orchestrator would, with its arguments and variables, but without it.</summary>
public sealed class StartedByHandTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Model_ItsProcessesStarted_IsAChat()
    {
        using var limit = new CancellationTokenSource(Limit);
        await using var app = ModelTests.Build($"port={FreePort.Take()}");
        var emulator = (WebSocketApiEmulatorResource)app.Find("websocket-api");
        using var processes = new Processes();

        var tables = (WebSocketApiTableServerResource)app.Find("websocket-tables");
        processes.Start(await app.ArgumentsAsync(tables), await app.EnvironmentAsync(tables), "node", tables.WorkingDirectory);
        await UntilHealthyAsync(app, tables, limit.Token);
        processes.Start(await app.ArgumentsAsync(emulator), await app.EnvironmentAsync(emulator));
        await UntilHealthyAsync(app, emulator, limit.Token);
        foreach (var function in emulator.Annotations.OfType<WebSocketApiFunctionAnnotation>())
        {
            processes.Start([BuildOutput.Functions], await app.EnvironmentAsync(function.Function));
        }

        var uri = new Uri((await emulator.UriExpression.GetValueAsync(limit.Token))!);
        using var sender = await ConnectAsync(uri, limit.Token);
        using var listener = await ConnectAsync(uri, limit.Token);
        await sender.SendAsync(
            """{"action": "sendMessage", "message": "hello from terminal1"}"""u8.ToArray(),
            WebSocketMessageType.Text,
            endOfMessage: true,
            limit.Token);

        Assert.Equal("hello from terminal1", await ReceiveAsync(sender, limit.Token));
        Assert.Equal("hello from terminal1", await ReceiveAsync(listener, limit.Token));

        await CommandAsync(app, emulator, tables, sender, limit.Token);
        await TelemetryAsync(app, emulator);

        // What it prints is what Aspire keeps as its log.
        await processes.Ready.WaitAsync(limit.Token);
        var token = (await app.EnvironmentAsync(emulator))["EMULATOR_CONSOLE_TOKEN"];
        Assert.DoesNotContain(processes.Output, line => line.Contains(token, StringComparison.Ordinal));
        Assert.Contains(processes.Output, line => line.EndsWith("/_console", StringComparison.Ordinal));
    }

    // The dashboard's commands, against the emulator itself. The client is one of two that are connected.
    private static async Task CommandAsync(
        DistributedApplication app, WebSocketApiEmulatorResource emulator, IResource tables, ClientWebSocket client, CancellationToken cancellationToken)
    {
        var disconnect = emulator.Annotations.OfType<WebSocketApiFunctionAnnotation>().Single(function => function.FunctionName == "websocket-disconnect").Function;

        Assert.Equal("Sent to 2 connections.", await DoneAsync(emulator, "send-to-all", ("text", "from the dashboard")));
        Assert.Equal("from the dashboard", await ReceiveAsync(client, cancellationToken));
        Assert.Equal(
            "In force now: posts.throttled=5%, seed=42.", await DoneAsync(emulator, "set-faults", ("faults", "posts.throttled=5%,seed=42")));
        Assert.Equal("No faults are in force.", await DoneAsync(emulator, "end-faults"));
        Assert.StartsWith(
            "The function answered after ",
            await DoneAsync(disconnect, "invoke", ("event", """{"requestContext":{"connectionId":"AAAAAAAAAAAAAAA=","domainName":"localhost","stage":"demo"}}""")),
            StringComparison.Ordinal);
        var failed = await ExecuteAsync(disconnect, "invoke", ("event", "{}"));
        Assert.False(failed.Success);
        Assert.Contains("ArgumentException", failed.Message, StringComparison.Ordinal);
        Assert.Equal("Closed 1 connection.", await DoneAsync(emulator, "drop-connection", ("connectionId", await AnyConnectionAsync(emulator, cancellationToken))));
        Assert.Equal("Closed 1 connection.", await DoneAsync(emulator, "drop-all-connections"));
        Assert.StartsWith("Deleted ", await DoneAsync(tables, "clear-table", ("table", "websocket-connections")), StringComparison.Ordinal);

        var refused = await ExecuteAsync(emulator, "set-faults", ("faults", "posts.lost=5%"));
        Assert.False(refused.Success);
        Assert.Contains("There is no fault 'posts.lost'", refused.Message, StringComparison.Ordinal);

        async Task<string?> DoneAsync(IResource resource, string command, params (string, string)[] arguments)
        {
            var result = await ExecuteAsync(resource, command, arguments);
            Assert.True(result.Success, $"{command}: {result.Message}");
            return result.Message;
        }

        Task<ExecuteCommandResult> ExecuteAsync(IResource resource, string command, params (string, string)[] arguments) =>
            app.ResourceCommands.ExecuteCommandAsync(resource, command, CommandTests.Arguments(arguments), cancellationToken);
    }

    // Functions send theirs where the emulator does, under names of their own: see docs/telemetry.md.
    private static async Task TelemetryAsync(DistributedApplication app, WebSocketApiEmulatorResource emulator)
    {
        var own = await app.EnvironmentAsync(emulator);
        foreach (var function in emulator.Annotations.OfType<WebSocketApiFunctionAnnotation>())
        {
            var variables = await app.EnvironmentAsync(function.Function);
            Assert.Equal(
                (own["OTEL_EXPORTER_OTLP_ENDPOINT"], own["OTEL_EXPORTER_OTLP_PROTOCOL"]),
                (variables["OTEL_EXPORTER_OTLP_ENDPOINT"], variables["OTEL_EXPORTER_OTLP_PROTOCOL"]));
            // The orchestrator's to fill in, with the resource's name.
            Assert.StartsWith("{{", variables["OTEL_SERVICE_NAME"], StringComparison.Ordinal);
        }
    }

    private static async Task<string> AnyConnectionAsync(WebSocketApiEmulatorResource emulator, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var address = await emulator.PrimaryEndpoint.GetValueAsync(cancellationToken);
        using var open = JsonDocument.Parse(await http.GetStringAsync(new Uri($"{address}/_console/api/connections"), cancellationToken));
        return open.RootElement.GetProperty("connections")[0].GetProperty("id").GetString()!;
    }

    private static async Task UntilHealthyAsync(
        DistributedApplication app, IResource resource, CancellationToken cancellationToken)
    {
        var key = resource.Annotations.OfType<HealthCheckAnnotation>().First().Key;
        var checks = app.Services.GetRequiredService<HealthCheckService>();
        while ((await checks.CheckHealthAsync(check => check.Name == key, cancellationToken)).Status != HealthStatus.Healthy)
        {
            // As the orchestrator does, though more often: a process tells nobody that it has become healthy.
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<ClientWebSocket> ConnectAsync(Uri uri, CancellationToken cancellationToken)
    {
        var client = new ClientWebSocket();
        await client.ConnectAsync(uri, cancellationToken);
        return client;
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket client, CancellationToken cancellationToken)
    {
        var buffer = new byte[1024];
        var received = await client.ReceiveAsync(buffer, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    /// <summary>Ends what it has started.</summary>
    private sealed class Processes : IDisposable
    {
        private readonly List<Process> _processes = [];
        private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>What they have printed.</summary>
        public ConcurrentQueue<string> Output { get; } = [];

        /// <summary>Completes with the last line of the emulator's start.</summary>
        public Task Ready => _ready.Task;

        public void Start(string[] arguments, Dictionary<string, string> variables, string program = "dotnet", string folder = "")
        {
            var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
            foreach (var (name, value) in variables)
            {
                start.Environment[name] = value;
            }

            var process = Process.Start(start)!;
            process.OutputDataReceived += (_, line) => Take(line.Data ?? "");
            process.BeginOutputReadLine();
            _processes.Add(process);
        }

        private void Take(string line)
        {
            Output.Enqueue(line);
            if (line.StartsWith("ready ", StringComparison.Ordinal))
            {
                _ready.TrySetResult();
            }
        }

        public void Dispose()
        {
            // The functions ahead of the emulator that they poll.
            foreach (var process in Enumerable.Reverse(_processes))
            {
                process.Kill();
                process.WaitForExit();
                process.Dispose();
            }
        }
    }
}
