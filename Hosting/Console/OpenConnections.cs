using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>
/// How many connections are open, as the state of a row of its own below the API. The emulator pushes each change, from when it is ready until
/// it ends; nobody polls, and the API's health doesn't depend on it.
/// </summary>
internal static class OpenConnections
{
    // A crowd that connects is one change to look at, not a thousand.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private static readonly ResourceStateSnapshot NoApi = new("None", KnownResourceStateStyles.Info);

    public static void AddTo(IResourceBuilder<WebSocketApiEmulatorResource> api)
    {
        var connections = api.ApplicationBuilder
            .AddResource(new WebSocketApiConnectionsResource($"{api.Resource.Name}-clients", api.Resource))
            .WithInitialState(new CustomResourceSnapshot { ResourceType = "Connections", Properties = [], State = NoApi })
            .WithIconName("PlugConnected")
            .ExcludeFromManifest()
            .Resource;
        api.OnResourceReady((resource, ready, cancellationToken) =>
        {
            // Not awaited: it lasts as long as the emulator does.
            _ = FollowAsync(connections, ready.Services, cancellationToken);
            return Task.CompletedTask;
        });
    }

    private static async Task FollowAsync(WebSocketApiConnectionsResource connections, IServiceProvider services, CancellationToken cancellationToken)
    {
        var console = new ConsoleClient(connections.Parent, services);
        try
        {
            await foreach (var _ in console.WatchConnectionsAsync(cancellationToken))
            {
                if (await console.CountConnectionsAsync(cancellationToken) is { } count)
                {
                    await ShowAsync(connections, services, new(Text(count), count > 0 ? KnownResourceStateStyles.Success : KnownResourceStateStyles.Info));
                }

                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The emulator has ended, and its connections with it; or all ends.
        }

        if (!services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested)
        {
            await ShowAsync(connections, services, NoApi);
        }
    }

    private static string Text(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} connected");

    private static Task ShowAsync(WebSocketApiConnectionsResource connections, IServiceProvider services, ResourceStateSnapshot state) =>
        services.GetRequiredService<ResourceNotificationService>().PublishUpdateAsync(connections, snapshot => snapshot with { State = state });
}
