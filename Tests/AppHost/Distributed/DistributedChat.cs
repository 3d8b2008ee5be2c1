using System.Net;
using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.AppHost.Tests.Distributed;

/// <summary>The AppHost's map, started by Aspire's orchestrator (DCP). One for all tests: a start is slow.</summary>
public sealed class DistributedChat : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LogLimit = TimeSpan.FromSeconds(2);
    private const int LastLines = 20;

    private DistributedApplication? _app;

    public Uri WebSocketUrl { get; private set; } = null!;

    internal DistributedApplication App => _app!;

    public async Task InitializeAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Chat_AppHost>([$"port={FreePort()}"], limit.Token);
        _app = await builder.BuildAsync(limit.Token);
        await StartAsync(_app, limit.Token);
        WebSocketUrl = new Uri((await _app.GetConnectionStringAsync("websocket-api", limit.Token))!);
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private static async Task StartAsync(DistributedApplication app, CancellationToken cancellationToken)
    {
        var waitedFor = "the orchestrator (DCP)";
        try
        {
            await app.StartAsync(cancellationToken);
            foreach (var name in new[] { "websocket-tables", "websocket-api", "websocket-connect", "websocket-disconnect", "websocket-send", "page" })
            {
                waitedFor = name;
                await app.ResourceNotifications.WaitForResourceHealthyAsync(name, WaitBehavior.StopOnResourceUnavailable, cancellationToken);
            }
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"The chat doesn't start: {waitedFor} isn't there ({e.Message}).\n{await ExplainAsync(app)}", e);
        }
    }

    /// <summary>Every resource with its state, and the last lines of those that aren't well.</summary>
    private static async Task<string> ExplainAsync(DistributedApplication app)
    {
        var text = new StringBuilder();
        foreach (var resource in app.Model().Resources)
        {
            var snapshot = app.ResourceNotifications.TryGetCurrentState(resource.Name, out var current) ? current.Snapshot : null;
            text.Append(resource.Name).Append(": ").Append(snapshot?.State?.Text ?? "not started").Append(", ").Append(snapshot?.HealthStatus?.ToString() ?? "no health")
                .Append(snapshot?.ExitCode is { } code ? $", exit code {code}" : "").Append('\n');
            foreach (var line in await LastLinesAsync(app, resource))
            {
                text.Append("  ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static async Task<IReadOnlyCollection<string>> LastLinesAsync(DistributedApplication app, IResource resource)
    {
        var lines = new Queue<string>();
        using var limit = new CancellationTokenSource(LogLimit);
        try
        {
            await foreach (var batch in app.Services.GetRequiredService<ResourceLoggerService>().GetAllAsync(resource).WithCancellation(limit.Token))
            {
                foreach (var line in batch)
                {
                    lines.Enqueue(line.Content);
                    if (lines.Count > LastLines)
                    {
                        lines.Dequeue();
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What came within the time has to do.
        }
        catch (InvalidOperationException e)
        {
            // Without an orchestrator there is no log; the explanation goes on.
            lines.Enqueue($"(no log: {e.Message})");
        }

        return lines;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
