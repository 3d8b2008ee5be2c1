using System.Globalization;
using Chat.AppHost.Page;

namespace Chat.AppHost.Map;

/// <summary>The web page in the map: a process of its own, running when it can be opened.</summary>
internal static class PageBuilderExtensions
{
    public static IResourceBuilder<ExecutableResource> AddPage(this IDistributedApplicationBuilder builder, [ResourceName] string name) => builder
        .AddExecutable(name, "dotnet", Path.GetDirectoryName(BuildOutput.AppHost)!, BuildOutput.AppHost, PageServer.Option)
        .WithHttpEndpoint(name: "http", env: PageServer.PortVariable)
        .WithHttpHealthCheck("/?url=health", endpointName: "http")
        .WithUrlForEndpoint("http", url => url.DisplayText = "Chat")
        .WithIconName("Chat")
        .ExcludeFromManifest();

    /// <summary>The page connects to an API of the emulator's, and starts when that is healthy.</summary>
    public static void WithApi(this IResourceBuilder<ExecutableResource> page, IResourceBuilder<WebSocketApiEmulatorResource> api) => page
        .WithReference(api)
        .WithEnvironment(PageServer.UrlVariable, api.Resource.UriExpression)
        .WaitFor(api, WaitBehavior.WaitOnResourceUnavailable);

    /// <summary>The page connects to the API that a deployment has made in LocalStack, and starts when it is done.</summary>
    public static void WithReference(this IResourceBuilder<ExecutableResource> page, LocalStackDeployment deployment) => page
        .WithEnvironment(PageServer.OutputsVariable, deployment.OutputsFile)
        .WithEnvironment(PageServer.LocalStackPortVariable, LocalStackBuilderExtensions.Port.ToString(CultureInfo.InvariantCulture))
        .WaitForCompletion(deployment.Deploy);
}
