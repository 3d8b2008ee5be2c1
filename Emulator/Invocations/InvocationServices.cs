using Chat.Emulator.Invocations.Faults;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Chat.Emulator.Invocations;

/// <summary>How those who call backends put the pipeline in.</summary>
internal static class InvocationServices
{
    /// <summary>The host brings an <see cref="ILambdaInvoker"/> and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddInvocations(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<FaultInjection>();
        services.TryAddSingleton<InvocationPipeline>();
        return services;
    }
}
