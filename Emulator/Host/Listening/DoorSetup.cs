using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Listening;

/// <summary>Puts in what the port itself tells functions. The host brings <see cref="Tls.LocalTls"/>.</summary>
internal sealed class DoorSetup : IModuleSetup
{
    public void AddServices(IServiceCollection services, Stack stack, EmulatorOptions options) => services.AddSingleton<IModule, DoorModule>();
}
