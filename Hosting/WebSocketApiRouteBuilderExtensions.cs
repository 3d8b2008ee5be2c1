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
        ArgumentException.ThrowIfNullOrEmpty(routeKey);
        ArgumentNullException.ThrowIfNull(function);
        RequireNoTemplate(builder.Resource);
        if (builder.Resource.Annotations.OfType<WebSocketApiRouteAnnotation>().Any(route => route.RouteKey == routeKey))
        {
            throw new InvalidOperationException($"The WebSocket API '{builder.Resource.Name}' has a route '{routeKey}' already.");
        }

        var name = function.Resource.Name;
        return (builder.Resource.IsAttached(name) ? builder : builder.WithFunction(name, function))
            .WithAnnotation(new WebSocketApiRouteAnnotation(routeKey, name));
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
