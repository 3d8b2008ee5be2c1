using Aspire.Hosting.ApplicationModel;
using Chat.Contracts.CommandLine;

namespace Aspire.Hosting;

/// <summary>Says where the DynamoDB tables of a WebSocket API are. Unless told, its emulator starts a server for them and ends it.</summary>
public static class WebSocketApiTableBuilderExtensions
{
    /// <summary>
    /// Runs the tables' server as a resource of its own, with logs and restart; the API starts when it is healthy. Without
    /// <c>WithDataFolder</c> its tables are in memory, and gone when it is restarted: the API is then restarted too, and makes them anew.
    /// </summary>
    /// <param name="name">The name of the server's resource.</param>
    /// <param name="port">The port on this machine. Null takes a free one.</param>
    /// <param name="configure">Called with the server's resource.</param>
    public static IResourceBuilder<WebSocketApiEmulatorResource> WithTableServer(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder,
        [ResourceName] string name,
        int? port = null,
        Action<IResourceBuilder<WebSocketApiTableServerResource>>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var api = builder.Resource;
        var server = new WebSocketApiTableServerResource(name, api.Description.TableServer ?? throw new DistributedApplicationException(
            $"The tables' server isn't installed with the emulator in {api.Program.Folder}. Build the emulator again (dotnet build); the build installs it with npm."));
        var added = builder.ApplicationBuilder.AddResource(server)
            .WithHttpEndpoint(port: port, name: WebSocketApiTableServerResource.PrimaryEndpointName, isProxied: false)
            .WithArgs(context =>
            {
                context.Args.Add("start.mjs");
                context.Args.Add("--port");
                context.Args.Add(server.PrimaryEndpoint.Property(EndpointProperty.TargetPort));
                if (api.TryGetLastAnnotation<WebSocketApiDataFolderAnnotation>(out var data))
                {
                    context.Args.Add("--path");
                    // LevelDB makes the last folder only.
                    context.Args.Add(Directory.CreateDirectory(Path.Combine(data.Folder, "tables")).FullName);
                }
            })
            .WithEnvironment("AWS_ACCOUNT_ID", api.Description.AccountId)
            .WithUrlForEndpoint(WebSocketApiTableServerResource.PrimaryEndpointName, url =>
            {
                url.DisplayText = "DynamoDB endpoint";
                url.DisplayLocation = UrlDisplayLocation.DetailsOnly;
            })
            .WithIconName("Database")
            .WithClearTableCommand(api, api.Stack?.Tables ?? [])
            .OnResourceReady((_, ready, cancellationToken) => TablesAnew.StartApiAgainAsync(api, ready, cancellationToken))
            .ExcludeFromManifest();
        // As DynamoDB's own endpoint, it answers a GET of / with 200 and "healthy: …".
        PatientHealthCheck.AddHttp(added, server.PrimaryEndpoint, "/");
        configure?.Invoke(added);
        // Stopped and started by hand, in whatever order: it waits for what has been stopped, and doesn't fail over it.
        return builder.WithTables(server.PrimaryEndpoint).WaitFor(added, WaitBehavior.WaitOnResourceUnavailable);
    }

    /// <summary>Has the tables in a DynamoDB that runs elsewhere, LocalStack or DynamoDB Local; those of the template that it lacks are made.</summary>
    public static IResourceBuilder<WebSocketApiEmulatorResource> WithTables(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder, EndpointReference dynamoDB)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dynamoDB);
        return builder.WithAnnotation(new WebSocketApiTablesAnnotation(dynamoDB), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>
    /// Has the tables in a DynamoDB that nobody here starts: AWS's own emulator, say. Where it knows callers by their keys, they are in the variables
    /// <c>EMULATOR_TABLES_ACCESS_KEY_ID</c> and <c>EMULATOR_TABLES_SECRET_ACCESS_KEY</c>; where its certificate is of an authority of its own, <c>SSL_CERT_FILE</c> names that.
    /// </summary>
    public static IResourceBuilder<WebSocketApiEmulatorResource> WithTables(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder, Uri dynamoDB)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dynamoDB);
        return builder.WithAnnotation(new WebSocketApiTablesAnnotation(Endpoint: null) { Address = dynamoDB }, ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>
    /// Lets the functions use the deployed stack's tables on AWS, with the developer's credentials. Signatures and permissions are then not
    /// checked by the emulator, for it can't know AWS's.
    /// </summary>
    public static IResourceBuilder<WebSocketApiEmulatorResource> WithTablesOnAWS(this IResourceBuilder<WebSocketApiEmulatorResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithAnnotation(new WebSocketApiTablesAnnotation(Endpoint: null), ResourceAnnotationMutationBehavior.Replace);
    }

    internal static IEnumerable<object> TableArguments(this WebSocketApiEmulatorResource api)
    {
        if (api.TryGetLastAnnotation<WebSocketApiTablesAnnotation>(out var tables))
        {
            return tables switch
            {
                { Endpoint: { } endpoint } => [EmulatorArguments.Tables, endpoint.Property(EndpointProperty.Url)],
                { Address: { } address } => [EmulatorArguments.Tables, address.AbsoluteUri],
                _ => [EmulatorArguments.Tables, EmulatorArguments.OnAws, EmulatorArguments.Iam, EmulatorArguments.Off],
            };
        }

        return api.TryGetLastAnnotation<WebSocketApiDataFolderAnnotation>(out var data) ? [EmulatorArguments.Data, data.Folder] : [];
    }
}
