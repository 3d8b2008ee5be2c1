using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.AWS.Lambda;

namespace Aspire.Hosting;

/// <summary>Runs the Lambda functions of a WebSocket API as resources of their own: with their logs, restart and debugger.</summary>
public static class WebSocketApiFunctionBuilderExtensions
{
    private const string FunctionIcon = "Flash";

    /// <summary>
    /// Runs every function of the template that isn't attached yet as a resource of its own, named as the function. They share one project,
    /// an executable; <c>_HANDLER</c> tells a process which function it is.
    /// </summary>
    /// <param name="configure">Called for each of them, ahead of what this adds.</param>
    public static IResourceBuilder<WebSocketApiEmulatorResource> WithFunctions<TProject>(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder, Action<IResourceBuilder<ProjectResource>>? configure = null)
        where TProject : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        var stack = builder.Resource.Stack ?? throw new InvalidOperationException(
            $"The WebSocket API '{builder.Resource.Name}' has no template to take functions from. Give it routes, with WithRoute.");
        foreach (var function in stack.Functions.Where(function => !builder.Resource.IsAttached(function.Name)))
        {
            var project = builder.ApplicationBuilder
                .AddProject<TProject>(ResourceNameOf(function.Name), options => options.ExcludeLaunchProfile = true)
                .ExcludeFromManifest();
            configure?.Invoke(project);
            builder.WithFunction(function.Name, project);
        }

        return builder;
    }

    /// <summary>
    /// Runs a function of the template as this resource: it gets the function's environment, polls the emulator for events, and starts when
    /// the emulator is healthy.
    /// </summary>
    /// <param name="functionName">The function's name in the template.</param>
    public static IResourceBuilder<WebSocketApiEmulatorResource> WithFunction<TFunction>(
        this IResourceBuilder<WebSocketApiEmulatorResource> builder, string functionName, IResourceBuilder<TFunction> function)
        where TFunction : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(functionName);
        ArgumentNullException.ThrowIfNull(function);
        if (builder.Resource.IsAttached(functionName))
        {
            throw new InvalidOperationException(
                $"The function '{functionName}' of '{builder.Resource.Name}' is run by another resource already.");
        }

        // The emulator's environment says where telemetry goes; this says whose it is. Projects have it of their own accord.
        if (!function.Resource.HasAnnotationOfType<OtlpExporterAnnotation>())
        {
            function.WithOtlpExporter();
        }

        function
            .WithEnvironment(context => FunctionEnvironment.AddAsync(context, builder.Resource, functionName))
            .WithParentRelationship(builder)
            .WithIconName(FunctionIcon)
            .WithInvokeCommand(builder.Resource, functionName)
            .WaitFor(builder);
        return builder.WithAnnotation(new WebSocketApiFunctionAnnotation(functionName, function.Resource));
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

    internal static bool IsAttached(this WebSocketApiEmulatorResource api, string functionName) =>
        api.Annotations.OfType<WebSocketApiFunctionAnnotation>().Any(function => function.FunctionName == functionName);

    internal static IEnumerable<object> FunctionArguments(this WebSocketApiEmulatorResource api)
    {
        foreach (var function in api.Annotations.OfType<WebSocketApiFunctionAnnotation>())
        {
            yield return function.InvokeEndpoint is null ? "--attached" : "--invoke";
            yield return function.InvokeEndpoint is { } endpoint
                ? ReferenceExpression.Create($"{function.FunctionName}={endpoint.Property(EndpointProperty.Url)}")
                : function.FunctionName;
        }
    }

    // A function's name may have '_', a resource's may not.
    private static string ResourceNameOf(string functionName) =>
        string.Join('-', functionName.Split(['_', '-'], StringSplitOptions.RemoveEmptyEntries));
}
