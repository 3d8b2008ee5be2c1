using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.LiveConsole;

/// <summary>How a host puts the console in.</summary>
internal static class ConsoleEndpoint
{
    /// <summary>The host has the gateway, whose journal it reads.</summary>
    public static IServiceCollection AddConsole(this IServiceCollection services, EmulatorOptions options, Stack stack)
    {
        services.AddSingleton(new ConsoleToken(options.ConsoleToken));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ConsoleSources>(provider, options, stack));
        services.AddSingleton<ConsolePage>();
        services.AddSingleton<ConsoleReads>();
        services.AddSingleton<ConsoleChanges>();
        services.AddSingleton<ConsoleTables>();
        services.AddSingleton<EventStream>();
        services.AddSingleton<FaultsApi>();
        services.AddSingleton<ConsoleApi>();
        return services;
    }

    /// <summary>Answers what is below <c>/_console</c>.</summary>
    public static IApplicationBuilder UseConsole(this IApplicationBuilder app)
    {
        var api = app.ApplicationServices.GetRequiredService<ConsoleApi>();
        return app.Use(next => context => api.TryHandle(context) ?? next(context));
    }
}
