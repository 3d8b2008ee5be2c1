using Chat.Emulator.LiveConsole.Messages;
using Chat.Emulator.Modules;
using Chat.Emulator.Options;

namespace Chat.Emulator.LiveConsole;

/// <summary>How a host puts the console in.</summary>
internal static class ConsoleEndpoint
{
    /// <summary>The host has the gateway, whose journal it reads, and the functions.</summary>
    public static IServiceCollection AddConsole(this IServiceCollection services, EmulatorOptions options)
    {
        services.AddSingleton(new ConsoleToken(options.ConsoleToken));
        services.AddSingleton<ConsoleSources>();
        services.AddSingleton<ConsolePage>();
        services.AddSingleton<IConsoleSection, ConsoleReads>();
        services.AddSingleton<IConsoleSection, MessagesApi>();
        services.AddSingleton<IConsoleSection, ConsoleChanges>();
        services.AddSingleton<IConsoleSection, ConsoleTables>();
        services.AddSingleton<IConsoleSection, EventStream>();
        services.AddSingleton<IConsoleSection, FaultsApi>();
        services.AddSingleton<IConsoleSection, RecordingApi>();
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
