using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.AWS.Lambda;

namespace Aspire.Hosting;

/// <summary>
/// Has functions of AWS's Lambda emulator (<c>AddAWSLambdaFunction</c>) behind a WebSocket API. Compiled where the package feed has
/// <c>Aspire.Hosting.AWS</c>.
/// </summary>
public static class WebSocketApiLambdaEmulatorBuilderExtensions
{
    /// <inheritdoc cref="WebSocketApiRouteBuilderExtensions.WithRoute{TFunction}"/>
    public static IResourceBuilder<WebSocketApiEmulatorResource> WithRoute(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder, string routeKey, IResourceBuilder<LambdaProjectResource> function)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(function);
        return builder.AddRoute(routeKey, function.Resource.Name, name => builder.WithFunction(name, function));
    }

    /// <inheritdoc cref="WebSocketApiRouteBuilderExtensions.WithAuthorizer{TFunction}"/>
    public static IResourceBuilder<WebSocketApiEmulatorResource> WithAuthorizer(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder, IResourceBuilder<LambdaProjectResource> function, params string[] identitySources)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(function);
        return builder.AddAuthorizer(function.Resource.Name, identitySources, name => builder.WithFunction(name, function));
    }

    /// <summary>
    /// Runs a function of the template as a function of AWS's Lambda emulator (<c>AddAWSLambdaFunction</c>): it is invoked through that one's
    /// Invoke endpoint, by its resource's name. It gets the function's environment, and starts when the WebSocket API is healthy.
    /// </summary>
    /// <param name="functionName">The function's name in the template, which has to be the resource's.</param>
    public static IResourceBuilder<WebSocketApiEmulatorResource> WithFunction(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder, string functionName, IResourceBuilder<LambdaProjectResource> function)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(function);
        if (functionName != function.Resource.Name)
        {
            // The Lambda emulator knows a function by its resource's name alone.
            throw new InvalidOperationException($"Name the Lambda function '{function.Resource.Name}' as the template does: '{functionName}'.");
        }

        builder.WithFunction<LambdaProjectResource>(functionName, function);
        var emulator = builder.ApplicationBuilder.Resources.OfType<LambdaEmulatorResource>().SingleOrDefault();
        if (emulator is null)
        {
            // Publishing: there is none, and nothing of this machine is in the manifest.
            return builder;
        }

        var added = builder.Resource.Annotations.OfType<WebSocketApiFunctionAnnotation>().Last();
        builder.Resource.Annotations.Remove(added);
        return builder
            .WithAnnotation(added with { InvokeEndpoint = emulator.GetEndpoint("http") })
            .WaitForStart(builder.ApplicationBuilder.CreateResourceBuilder(emulator));
    }
}
