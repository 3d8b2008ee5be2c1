using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Iam;

/// <summary>Puts credentials in, and the checks unless they are turned off.</summary>
internal sealed class IamSetup : IModuleSetup
{
    public void AddServices(IServiceCollection services, Stack stack, EmulatorOptions options)
    {
        var credentials = new CallerCredentials(stack);
        services.AddSingleton(credentials);
        if (options.Iam)
        {
            services.AddIam(stack, credentials);
        }

        services.AddSingleton<IModule, IamModule>();
    }
}
