using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Aspire.Hosting.Testing;
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
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Chat_AppHost>([$"port={FreePort()}"], limit.Token);
        await using var app = await builder.BuildAsync(limit.Token);
        app.AllocateEndpoints();
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Ends what it has started.</summary>
    private sealed class Processes : IDisposable
    {
        private readonly List<Process> _processes = [];

        public void Start(string[] arguments, Dictionary<string, string> variables, string program = "dotnet", string folder = "")
        {
            var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };
            foreach (var (name, value) in variables)
            {
                start.Environment[name] = value;
            }

            _processes.Add(Process.Start(start)!);
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
