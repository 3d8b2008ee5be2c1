using Aspire.Hosting.ApplicationModel;
using Chat.Contracts.CommandLine;

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
        foreach (var function in stack.Functions.Where(function => !builder.Resource.IsAttached(function)))
        {
            var project = builder.ApplicationBuilder
                .AddProject<TProject>(ResourceNameOf(function), options => options.ExcludeLaunchProfile = true)
                .WithoutCertificate()
                .ExcludeFromManifest();
            configure?.Invoke(project);
            builder.WithFunction(function, project);
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
            .WithAttachedHealth(builder.Resource, functionName)
            .WaitFor(builder, WaitBehavior.WaitOnResourceUnavailable);
        return builder.WithAnnotation(new WebSocketApiFunctionAnnotation(functionName, function.Resource));
    }

    // A function listens nowhere. As a project it would have Aspire look for a trusted development certificate all the same, and complain on
    // every page of the dashboard where there is none.
#pragma warning disable ASPIRECERTIFICATES001 // For evaluation in 13.6; without it the complaint is back, nothing else.
    private static IResourceBuilder<ProjectResource> WithoutCertificate(this IResourceBuilder<ProjectResource> project) => project.WithoutHttpsCertificate();
#pragma warning restore ASPIRECERTIFICATES001

    internal static bool IsAttached(this WebSocketApiEmulatorResource api, string functionName) =>
        api.Annotations.OfType<WebSocketApiFunctionAnnotation>().Any(function => function.FunctionName == functionName);

    internal static IEnumerable<object> FunctionArguments(this WebSocketApiEmulatorResource api)
    {
        foreach (var function in api.Annotations.OfType<WebSocketApiFunctionAnnotation>())
        {
            yield return function.InvokeEndpoint is null ? EmulatorArguments.Attached : EmulatorArguments.Invoke;
            yield return function.InvokeEndpoint is { } endpoint
                ? ReferenceExpression.Create($"{function.FunctionName}={endpoint.Property(EndpointProperty.Url)}")
                : function.FunctionName;
        }
    }

    // A function's name may have '_', a resource's may not.
    private static string ResourceNameOf(string functionName) =>
        string.Join('-', functionName.Split(['_', '-'], StringSplitOptions.RemoveEmptyEntries));
}
