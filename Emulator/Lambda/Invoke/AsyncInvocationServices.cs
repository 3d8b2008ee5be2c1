using Chat.Emulator.Journal;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Chat.Emulator.Lambda.Invoke;

/// <summary>How those who take events for later put in what runs them.</summary>
internal static class AsyncInvocationServices
{
    public static IServiceCollection AddAsyncInvocations(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new EventJournal(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<LambdaMetrics>();
        services.TryAddSingleton(AsyncPauses.Default);
        services.TryAddSingleton<DeadLetters>();
        services.TryAddSingleton<AsyncInvocations>();
        return services;
    }
}
