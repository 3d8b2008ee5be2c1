using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>
/// How many connections are open, as a property of the resource in the dashboard. It is read where Aspire asks for the API's health anyway,
/// and after every command: no timer of its own. It never makes the API unhealthy.
/// </summary>
internal sealed class OpenConnections(WebSocketApiEmulatorResource api, IServiceProvider services) : IHealthCheck
{
    public const string Property = "OpenConnections";

    public static IResourceBuilder<WebSocketApiEmulatorResource> AddTo(IResourceBuilder<WebSocketApiEmulatorResource> builder)
    {
        var key = $"{builder.Resource.Name}_open_connections";
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key, services => new OpenConnections(builder.Resource, services), failureStatus: null, tags: null));
        return builder.WithHealthCheck(key);
    }

    /// <summary>Reads the number and shows it. Shows nothing when the emulator can't tell.</summary>
    public static async Task<int?> ShowAsync(
        WebSocketApiEmulatorResource api, ConsoleClient client, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (await client.CountConnectionsAsync(cancellationToken) is not { } count)
        {
            return null;
        }

        await services.GetRequiredService<ResourceNotificationService>().PublishUpdateAsync(api, snapshot => snapshot with
        {
            Properties = [.. snapshot.Properties.Where(property => property.Name != Property), new(Property, count) { DisplayName = "Open connections" }],
        });
        return count;
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ShowAsync(api, new ConsoleClient(api, services), services, cancellationToken) is { } count
                ? HealthCheckResult.Healthy($"{count} open connections")
                : HealthCheckResult.Healthy("The emulator doesn't tell how many connections are open.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Healthy($"The open connections can't be shown: {e.Message}");
        }
    }
}
