using Chat.Emulator.Iam;
using Chat.Emulator.Invocations;
using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables.Streams;

/// <summary>Puts the tables' streams in. After the functions, which they call.</summary>
internal sealed class StreamsSetup : IModuleSetup
{
    public void AddServices(IServiceCollection services, Stack stack, EmulatorOptions options)
    {
        services.AddSingleton(CreateConsumers);
        services.AddSingleton<IModule, StreamsModule>();
    }

    private static StreamConsumers CreateConsumers(IServiceProvider provider)
    {
        var addresses = provider.GetRequiredService<TableAddresses>();
        var credentials = provider.GetRequiredService<CallerCredentials>();
        return new StreamConsumers(
            () => addresses.Target!,
            provider.GetRequiredService<ILambdaInvoker>(),
            provider.GetRequiredService<AccessInForce>().Control is null ? null : name => credentials.OfFunction(name)?.Caller,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<StreamConsumers>>());
    }
}
