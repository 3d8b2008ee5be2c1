using Chat.Emulator.Journal;
using Chat.Emulator.Template;

namespace Chat.Emulator.Iam;

/// <summary>How a host turns on the checks.</summary>
internal static class IamServices
{
    /// <summary>Without this nothing is checked: whoever asks for <see cref="AccessControl"/> or <see cref="InvokePermissions"/> finds none.</summary>
    public static IServiceCollection AddIam(this IServiceCollection services, Stack stack, CallerCredentials credentials)
    {
        services.AddSingleton(provider => new AccessControl(
            credentials, stack.Context, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AccessControl>>(), provider.GetService<EventJournal>()));
        services.AddSingleton(new InvokePermissions(stack));
        return services;
    }
}
