using System.Text;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Chat.AppHost.Tests.Distributed;

/// <summary>The AppHost's map, started by Aspire's orchestrator (DCP). One for all tests: a start is slow.</summary>
public sealed class DistributedChat : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LogLimit = TimeSpan.FromSeconds(2);
    private const int LastLines = 20;

    private static readonly string[] Functions = ["websocket-connect", "websocket-disconnect", "websocket-hub", "websocket-send", "websocket-broadcast"];
    private static readonly string[] Resources = ["websocket-tables", "websocket-api", .. Functions, "page"];

    private readonly List<Task<ExecuteCommandResult>> _clicks = [];
    private DistributedApplication? _app;

    public Uri WebSocketUrl { get; private set; } = null!;

    internal DistributedApplication App => _app!;

    public async Task InitializeAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Chat_AppHost>([$"port={FreePort.Take()}"], limit.Token);
        _app = await builder.BuildAsync(limit.Token);
        await StartAsync(_app, limit.Token);
        WebSocketUrl = new Uri((await _app.GetConnectionStringAsync("websocket-api", limit.Token))!);
    }

    /// <summary>One of the dashboard's buttons: <c>start</c>, <c>stop</c>, <c>restart</c>. A start that waits for another resource is not waited for.</summary>
    internal async Task ClickAsync(string resource, string command, CancellationToken cancellationToken)
    {
        var click = App.ResourceCommands.ExecuteCommandAsync(App.Find(resource), command, cancellationToken);
        if (command == KnownResourceCommands.StartCommand)
        {
            _clicks.Add(click);
            return;
        }

        Assert.True((await click).Success, $"{command} {resource}: {(await click).Message}");
    }

    /// <summary>
    /// Waits for all clicks, and until every resource is healthy and younger than what it stands on: one that is still of the time before will be
    /// started again.
    /// </summary>
    internal async Task WaitUntilStartedAgainAsync(CancellationToken cancellationToken)
    {
        foreach (var result in await Task.WhenAll(_clicks))
        {
            Assert.True(result.Success, result.Message);
        }

        _clicks.Clear();
        var current = new Dictionary<string, CustomResourceSnapshot>();
        await foreach (var change in App.ResourceNotifications.WatchAsync(cancellationToken))
        {
            current[change.Resource.Name] = change.Snapshot;
            if (Resources.All(name => current.TryGetValue(name, out var snapshot) && IsWell(snapshot))
                && StartOf("websocket-tables") < StartOf("websocket-api")
                && Functions.All(function => StartOf("websocket-api") < StartOf(function)))
            {
                return;
            }
        }

        DateTime? StartOf(string name) => current[name].StartTimeStamp;
        static bool IsWell(CustomResourceSnapshot snapshot) =>
            snapshot.State?.Text == KnownResourceStates.Running && snapshot.HealthStatus == HealthStatus.Healthy;
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
            foreach (var name in Resources)
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
}
