using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.AppHost.Tests;

/// <summary>What Aspire's orchestrator would do with a model, without starting anything.</summary>
internal static class Orchestrator
{
    /// <summary>Gives every endpoint its fixed port; those without one get free ones.</summary>
    public static void AllocateEndpoints(this DistributedApplication app)
    {
        foreach (var endpoint in app.Model().Resources.SelectMany(resource => resource.Annotations).OfType<EndpointAnnotation>())
        {
            var port = endpoint.Port ?? FreePort.Take();
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", port, targetPortExpression: $"{port}");
        }
    }

    public static DistributedApplicationModel Model(this DistributedApplication app) =>
        app.Services.GetRequiredService<DistributedApplicationModel>();

    public static IResource Find(this DistributedApplication app, string name) =>
        app.Model().Resources.Single(resource => resource.Name == name);

    public static async Task<string[]> ArgumentsAsync(this DistributedApplication app, IResource resource)
    {
        var configuration = await ExecutionConfigurationBuilder.Create(resource).WithArgumentsConfig().BuildAsync(
            app.Services.GetRequiredService<DistributedApplicationExecutionContext>(), NullLogger.Instance);
        return [.. configuration.Arguments.Select(argument => argument.Value)];
    }

    public static async Task<Dictionary<string, string>> EnvironmentAsync(this DistributedApplication app, IResource resource)
    {
        var configuration = await ExecutionConfigurationBuilder.Create(resource).WithEnvironmentVariablesConfig().BuildAsync(
            app.Services.GetRequiredService<DistributedApplicationExecutionContext>(), NullLogger.Instance);
        return configuration.EnvironmentVariables.ToDictionary(variable => variable.Key, variable => variable.Value);
    }
}
