using Chat.Emulator.Iam;
using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables;

/// <summary>Puts the tables in.</summary>
internal sealed class TablesSetup : IModuleSetup
{
    public void AddServices(IServiceCollection services, Stack stack, EmulatorOptions options)
    {
        services.AddAccessInForce();
        services.AddSingleton<TableAddresses>();
        services.AddSingleton<TableServers>();
        services.AddSingleton<IModule, TablesModule>();
    }
}
