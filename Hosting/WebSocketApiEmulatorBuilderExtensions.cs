using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Chat.Contracts;
using Chat.Contracts.CommandLine;
using Chat.Contracts.Console;

namespace Aspire.Hosting;

/// <summary>Adds WebSocket APIs of API Gateway that run on this machine.</summary>
public static class WebSocketApiEmulatorBuilderExtensions
{
    // The service id in AWS's list: https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html
    private const string ManagementEndpointVariable = "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI";

    /// <summary>Adds the WebSocket API of a cloud assembly (<c>cdk.out</c>) or a template: its routes, stages, functions and tables.</summary>
    /// <param name="name">The name of the resource, and of its connection string.</param>
    /// <param name="cloudAssembly">A folder, or a template in JSON or YAML; absolute, or relative to the AppHost.</param>
    /// <param name="port">The port on this machine. Null takes a free one.</param>
    /// <example>
    /// The functions of the template run as projects, with logs, restart and debugger of their own:
    /// <code>
    /// var api = builder.AddAWSWebSocketApiEmulator("websocket-api", "../cdk.out").WithFunctions&lt;Projects.Chat_Functions&gt;();
    /// builder.AddProject&lt;Projects.Chat_Bot&gt;("bot").WithReference(api).WaitFor(api);
    /// </code>
    /// </example>
    [SuppressMessage("ApiDesign", "RS0026", Justification = "They differ in what is required, a stack or none, and a call says which it is.")]
    public static IResourceBuilder<WebSocketApiEmulatorResource> AddAWSWebSocketApiEmulator(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string cloudAssembly, int? port = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(cloudAssembly);
        return Add(builder, name, Path.GetFullPath(cloudAssembly, builder.AppHostDirectory), port);
    }

    /// <summary>Adds a WebSocket API whose routes are given here, with <c>WithRoute</c>.</summary>
    /// <param name="name">The name of the resource, and of its connection string.</param>
    /// <param name="port">The port on this machine. Null takes a free one.</param>
    /// <example>
    /// <code>
    /// var connect = builder.AddProject&lt;Projects.Connect&gt;("connect");
    /// var send = builder.AddProject&lt;Projects.Send&gt;("send");
    /// builder.AddAWSWebSocketApiEmulator("chat")
    ///     .WithRouteSelectionExpression("$request.body.action")
    ///     .WithRoute("$connect", connect)
    ///     .WithRoute("sendMessage", send);
    /// </code>
    /// </example>
    [SuppressMessage("ApiDesign", "RS0026", Justification = "They differ in what is required, a stack or none, and a call says which it is.")]
    public static IResourceBuilder<WebSocketApiEmulatorResource> AddAWSWebSocketApiEmulator(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Add(builder, name, cloudAssembly: null, port);
    }

    /// <summary>
    /// Names the stage that references mean. With routes given in the AppHost it is the API's only stage (<c>dev</c> if not named), else one
    /// of the template's; needed there when it has several.
    /// </summary>
    public static IResourceBuilder<WebSocketApiEmulatorResource> WithStage(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder, string stageName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(stageName);
        return builder.WithAnnotation(new WebSocketApiStageAnnotation(stageName), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Keeps the tables' data in a folder, absolute or relative to the AppHost. Else the data ends with the emulator.</summary>
    public static IResourceBuilder<WebSocketApiEmulatorResource> WithDataFolder(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder, string folder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return builder.WithAnnotation(
            new WebSocketApiDataFolderAnnotation(Path.GetFullPath(folder, builder.ApplicationBuilder.AppHostDirectory)),
            ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Serves a folder of static files, a page to try the API with, at <c>/</c>. Absolute or relative to the AppHost.</summary>
    public static IResourceBuilder<WebSocketApiEmulatorResource> WithStaticFiles(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder, string folder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return builder
            .WithArgs(EmulatorArguments.Web, Path.GetFullPath(folder, builder.ApplicationBuilder.AppHostDirectory))
            .WithUrlForEndpoint(WebSocketApiEmulatorResource.PrimaryEndpointName, url =>
            {
                url.DisplayText = "Page";
                url.DisplayLocation = UrlDisplayLocation.SummaryAndDetails;
            });
    }

    /// <summary>
    /// Gives a resource the API's address: as connection string, as properties such as <c>{NAME}_URI</c> (<c>ws://…</c>) and
    /// <c>{NAME}_MANAGEMENTURI</c>, and as <c>AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI</c>, which AWS SDKs post to by themselves.
    /// </summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<WebSocketApiEmulatorResource> api,
        string? connectionName = null)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(api);

        // Where it is deployed the API is API Gateway's: nothing of this machine may get into a manifest.
        return builder.ApplicationBuilder.ExecutionContext.IsPublishMode
            ? builder
            : builder
                .WithReference((IResourceBuilder<IResourceWithConnectionString>)api, connectionName)
                .WithEnvironment(context => context.EnvironmentVariables[ManagementEndpointVariable] = api.Resource.ManagementUriExpression);
    }

    // Not proxied: clients, functions and the emulator must name one and the same port, for it stands in every event's domainName.
    private static IResourceBuilder<WebSocketApiEmulatorResource> Add(
        IDistributedApplicationBuilder builder, string name, string? cloudAssembly, int? port)
    {
        var program = EmulatorProgram.Find(builder);
        var resource = new WebSocketApiEmulatorResource(name, program, cloudAssembly, ConsoleToken(name));
        var api = builder
            .AddResource(resource)
            .WithHttpEndpoint(port: port, name: WebSocketApiEmulatorResource.PrimaryEndpointName, isProxied: false)
            .WithArgs(context =>
            {
                foreach (var argument in program.Arguments)
                {
                    context.Args.Add(argument);
                }

                context.Args.Add(resource.CloudAssembly ?? RouteTemplate.WriteFile(resource, context.ExecutionContext.Services));
                context.Args.Add(EmulatorArguments.Port);
                context.Args.Add(resource.PrimaryEndpoint.Property(EndpointProperty.TargetPort));
                context.Args.Add(EmulatorArguments.Watch);
                foreach (var argument in resource.FunctionArguments().Concat(resource.TableArguments()))
                {
                    context.Args.Add(argument);
                }
            })
            .WithEnvironment(context => context.EnvironmentVariables[EmulatorVariables.ConsoleToken] = resource.ConsoleToken)
            .WithUrlForEndpoint(WebSocketApiEmulatorResource.PrimaryEndpointName, url =>
            {
                url.DisplayText = "API Gateway endpoint";
                url.DisplayLocation = UrlDisplayLocation.DetailsOnly;
            })
            .WithUrls(context => AddStageUrls(context, resource))
            .WithIconName("Router")
            .WithOtlpExporter()
            .WithConnectionCommands()
            .OnResourceReady(AttachedFunctions.StartAgainAsync)
            .ExcludeFromManifest();
        OpenConnections.AddTo(PatientHealthCheck.AddHttp(api, resource.PrimaryEndpoint, EmulatorPaths.Health));
        return api;
    }

    // Of this start alone: nothing of it is kept, and it is no resource of its own to look at.
    private static ParameterResource ConsoleToken(string name)
    {
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return new ParameterResource($"{name}-console-token", _ => token, secret: true);
    }

    private static void AddStageUrls(ResourceUrlsCallbackContext context, WebSocketApiEmulatorResource resource)
    {
        if (resource.PrimaryEndpoint is { IsAllocated: true } endpoint)
        {
            var stage = $"{endpoint.Host}:{endpoint.Port}/{resource.StageName}";

            // The dashboard shows an address that no browser opens as text, to be copied, and hides it behind a display text.
            Add(null, $"ws://{stage}", UrlDisplayLocation.SummaryAndDetails);
            Add("Callback URL", $"http://{stage}/@connections");

            // On the same port, and so no endpoints of their own: without a fixed port each endpoint gets one for itself.
            Add(null, $"wss://{stage}");
            Add("Callback URL, TLS", $"https://{stage}/@connections");

            // Without the token, for Aspire writes URLs into its log and tells them to its tools. The page asks for it.
            Add("Console", $"http://{endpoint.Host}:{endpoint.Port}{ConsolePaths.Page}", UrlDisplayLocation.SummaryAndDetails);
        }

        void Add(string? text, string url, UrlDisplayLocation location = UrlDisplayLocation.DetailsOnly) => context.Urls.Add(new ResourceUrlAnnotation
        {
            Url = url,
            DisplayText = text,
            DisplayLocation = location,
        });
    }
}
