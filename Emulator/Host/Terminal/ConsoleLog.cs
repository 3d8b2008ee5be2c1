using Chat.Emulator.Options;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Chat.Emulator.Host.Terminal;

/// <summary>The log for people at a terminal, on standard error, so that standard output has the report alone.</summary>
internal static class ConsoleLog
{
    public static void Add(ILoggingBuilder logging, TerminalOutput output)
    {
        logging.SetMinimumLevel(output is TerminalOutput.Quiet ? LogLevel.Warning : LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        logging.Services.TryAddSingleton(TimeProvider.System);
        logging.AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName = TerminalFormatter.FormatterName;
        });
        // Not AddConsoleFormatter, which binds options that this one doesn't have, by reflection.
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, TerminalFormatter>());
    }
}
