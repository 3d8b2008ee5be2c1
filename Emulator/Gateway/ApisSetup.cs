using Chat.Emulator.Gateway.Messages.Integration.Backends;
using Chat.Emulator.Iam;
using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway;

/// <summary>Puts the WebSocket APIs in. Last of the modules: each path that isn't another's may be one of their stages.</summary>
internal sealed class ApisSetup : IModuleSetup
{
    public void AddServices(IServiceCollection services, Stack stack, EmulatorOptions options)
    {
        services.AddWebSocketGateway(stack.Apis, GatewayLimits.Default with
        {
            AreRatesEnforced = options.AreRatesEnforced,
            SlowConsumerRefusals = options.SlowConsumerRefusals,
            SlowConsumerPeriod = options.SlowConsumerPeriod,
        });
        services.AddSingleton(provider => new TableBackend(
            provider.GetRequiredService<CallerCredentials>(),
            provider.GetRequiredService<TableAddresses>(),
            stack.Context.Region,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ServiceBackend>();
        services.AddSingleton<IModule, ApisModule>();
    }

    public void Use(IApplicationBuilder app) => app.UseWebSocketGateway();
}
