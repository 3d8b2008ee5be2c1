using System.Collections.Concurrent;
using System.Globalization;
using Chat.Contracts.Console;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Chat.AppHost.Terminal;

/// <summary>
/// Writes, as soon as each is known, the dashboard's address, what runs, the page, the console, and last the line <c>ready …</c>, when a message
/// can be sent. After that it is silent, unless a resource breaks down.
/// </summary>
internal sealed class StartReport(DistributedApplicationModel model, ResourceNotificationService notifications, IServiceProvider services) : BackgroundService
{
    private const string Dashboard = "aspire-dashboard";
    private const int LastLines = 10;

    private static readonly TimeSpan LogLimit = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, string?> _states = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var stopped = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(
            () => Console.Out.WriteLine("Stopping: connections are closed, and all that was started is ended."));
        await Task.WhenAll(ReportDashboardAsync(stoppingToken), ReportReadyAsync(stoppingToken), ReportFailuresAsync(stoppingToken));
    }

    private async Task ReportDashboardAsync(CancellationToken cancellationToken)
    {
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            // With the token of this start, as a link that logs in.
            if (change.Resource.Name == Dashboard && change.Snapshot.Urls.FirstOrDefault(url => url.Url.Contains("/login", StringComparison.Ordinal)) is { } url)
            {
                await Console.Out.WriteLineAsync($"  dashboard  {url.Url}");
                return;
            }
        }
    }

    private async Task ReportReadyAsync(CancellationToken cancellationToken)
    {
        var started = Started();
        foreach (var resource in started)
        {
            await notifications.WaitForResourceHealthyAsync(resource.Name, cancellationToken);
        }

        await Console.Out.WriteLineAsync($"  runs       {string.Join(", ", started.Select(resource => resource.Name))}");
        foreach (var page in started.Where(resource => resource.Name == "page"))
        {
            await Console.Out.WriteLineAsync($"  page       {UrlOf(page)}");
        }

        if (!started.OfType<WebSocketApiEmulatorResource>().Any() && started.FirstOrDefault(resource => resource.Name == "page") is { } only)
        {
            // The API is deployed, and the page knows where.
            await Console.Out.WriteLineAsync($"ready {UrlOf(only)}");
        }

        foreach (var api in started.OfType<WebSocketApiEmulatorResource>())
        {
            var address = Numeric(await api.PrimaryEndpoint.GetValueAsync(cancellationToken));
            await Console.Out.WriteLineAsync($"  console    {address}{ConsolePaths.Page}?token={await api.ConsoleToken.GetValueAsync(cancellationToken)}");
            await Console.Out.WriteLineAsync($"ready {Numeric(await api.UriExpression.GetValueAsync(cancellationToken))}");
        }
    }

    /// <summary>Says who has broken down, with its last lines: else a person would look at a start that never ends.</summary>
    private async Task ReportFailuresAsync(CancellationToken cancellationToken)
    {
        var named = Started().Select(resource => resource.Name).ToHashSet();
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            var state = change.Snapshot.State?.Text;
            var before = _states.GetValueOrDefault(change.Resource.Name);
            _states[change.Resource.Name] = state;
            if (!named.Contains(change.Resource.Name) || state == before || !HasFailed(change.Snapshot))
            {
                continue;
            }

            var code = change.Snapshot.ExitCode is { } exit ? string.Create(CultureInfo.InvariantCulture, $" with exit code {exit}") : "";
            await Console.Error.WriteLineAsync($"{change.Resource.Name} {(state == KnownResourceStates.FailedToStart ? "couldn't be started" : "has ended")}{code}:");
            foreach (var line in await LastLinesAsync(change.Resource, cancellationToken))
            {
                await Console.Error.WriteLineAsync($"  {line}");
            }
        }
    }

    // Rows that only hold others, or show a number, never start; a project's own builder is hidden.
    private IResource[] Started() =>
    [
        .. model.Resources.Where(resource => resource is ExecutableResource or ProjectResource or ContainerResource
            && resource.Name != Dashboard && !resource.Name.EndsWith("-rebuilder", StringComparison.Ordinal)),
    ];

    // Stopped by hand it exits, too, with the code of a signal or with none.
    private static bool HasFailed(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.FailedToStart
        || (snapshot.State?.Text is { } state && KnownResourceStates.TerminalStates.Contains(state) && snapshot.ExitCode is > 0 and < 128);

    private async Task<IReadOnlyCollection<string>> LastLinesAsync(IResource resource, CancellationToken cancellationToken)
    {
        var lines = new Queue<string>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LogLimit);
        try
        {
            await foreach (var batch in services.GetRequiredService<ResourceLoggerService>().GetAllAsync(resource).WithCancellation(limit.Token))
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

        return lines;
    }

    private string? UrlOf(IResource resource) =>
        notifications.TryGetCurrentState(resource.Name, out var current) ? current.Snapshot.Urls.FirstOrDefault(url => !url.IsInternal)?.Url : null;

    // Every client knows 127.0.0.1; what `localhost` is depends on the resolver.
    private static string? Numeric(string? url) => url?.Replace("//localhost:", "//127.0.0.1:", StringComparison.Ordinal);
}
