using Chat.Emulator.Journal;
using Chat.Emulator.Template;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Chat.Emulator.Iam;

/// <summary>How a host turns on the checks.</summary>
internal static class IamServices
{
    /// <summary>Without this nothing is checked: what is in force is <see cref="AccessInForce.Off"/>, and whoever asks for <see cref="InvokePermissions"/> finds none.</summary>
    public static IServiceCollection AddIam(this IServiceCollection services, Stack stack, CallerCredentials credentials)
    {
        services.AddSingleton(provider => new AccessControl(
            credentials, stack.Context, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AccessControl>>(), provider.GetService<EventJournal>()));
        services.AddSingleton(new InvokePermissions(stack));
        return services;
    }

    /// <summary>Whoever acts for callers asks for <see cref="AccessInForce"/>: the checks that are put in, or none.</summary>
    public static IServiceCollection AddAccessInForce(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new AccessInForce(provider.GetService<AccessControl>()));
        return services;
    }
}
