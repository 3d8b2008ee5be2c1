using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Gives a WebSocket API without a template its routes.</summary>
public static class WebSocketApiRouteBuilderExtensions
{
    /// <summary>Routes to a function, by Lambda proxy integration. The function's name is its resource's.</summary>
    /// <param name="routeKey"><c>$connect</c>, <c>$disconnect</c>, <c>$default</c>, or what the route selection expression yields.</param>
    public static IResourceBuilder<WebSocketApiEmulatorResource> WithRoute<TFunction>(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder, string routeKey, IResourceBuilder<TFunction> function)
        where TFunction : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(function);
        return builder.AddRoute(routeKey, function.Resource.Name, name => builder.WithFunction(name, function));
    }

    /// <summary>
    /// Asks a function (a <c>REQUEST</c> authorizer) whether a client may connect: it is invoked at every handshake that has the identity sources,
    /// the others get 401.
    /// </summary>
    /// <param name="identitySources">Such as <c>route.request.header.Authorization</c> or <c>route.request.querystring.token</c>. None: every handshake is asked about.</param>
    public static IResourceBuilder<WebSocketApiEmulatorResource> WithAuthorizer<TFunction>(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder, IResourceBuilder<TFunction> function, params string[] identitySources)
        where TFunction : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(function);
        return builder.AddAuthorizer(function.Resource.Name, identitySources, name => builder.WithFunction(name, function));
    }

    internal static IResourceBuilder<WebSocketApiEmulatorResource> AddAuthorizer(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder, string functionName, string[] identitySources, Action<string> attach)
    {
        RequireNoTemplate(builder.Resource);
        foreach (var source in identitySources)
        {
            if (!IdentitySources.IsOne(source))
            {
                throw new ArgumentException(
                    $"'{source}' is no identity source of a WebSocket API: route.request.header.NAME, route.request.querystring.NAME, context.NAME or stageVariables.NAME are.",
                    nameof(identitySources));
            }
        }

        if (!builder.Resource.IsAttached(functionName))
        {
            attach(functionName);
        }

        return builder.WithAnnotation(
            new WebSocketApiAuthorizerAnnotation(functionName, [.. identitySources]), ResourceAnnotationMutationBehavior.Replace);
    }

    internal static IResourceBuilder<WebSocketApiEmulatorResource> AddRoute(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder, string routeKey, string functionName, Action<string> attach)
    {
        ArgumentException.ThrowIfNullOrEmpty(routeKey);
        RequireNoTemplate(builder.Resource);
        if (builder.Resource.Annotations.OfType<WebSocketApiRouteAnnotation>().Any(route => route.RouteKey == routeKey))
        {
            throw new InvalidOperationException($"The WebSocket API '{builder.Resource.Name}' has a route '{routeKey}' already.");
        }

        if (!builder.Resource.IsAttached(functionName))
        {
            attach(functionName);
        }

        return builder.WithAnnotation(new WebSocketApiRouteAnnotation(routeKey, functionName));
    }

    /// <summary>What tells the route of a message, such as <c>$request.body.action</c> (the default).</summary>
    public static IResourceBuilder<WebSocketApiEmulatorResource> WithRouteSelectionExpression(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder, string expression)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(expression);
        RequireNoTemplate(builder.Resource);
        return builder.WithAnnotation(
            new WebSocketApiRouteSelectionExpressionAnnotation(expression), ResourceAnnotationMutationBehavior.Replace);
    }

    private static void RequireNoTemplate(WebSocketApiEmulatorResource api)
    {
        if (api.CloudAssembly is { } assembly)
        {
            throw new InvalidOperationException(
                $"The routes of '{api.Name}' are those of {assembly}. Change them there, or add the API without a cloud assembly.");
        }
    }
}
