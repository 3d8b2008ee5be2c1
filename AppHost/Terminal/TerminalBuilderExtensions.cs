using Chat.Emulator.Host.Terminal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chat.AppHost.Terminal;

/// <summary>What a person sees who starts the chat in a terminal: what runs and where, and nothing else unless it goes wrong.</summary>
internal static class TerminalBuilderExtensions
{
    public static OrchestratorState AddTerminal(this IDistributedApplicationBuilder builder)
    {
        var orchestrator = new OrchestratorState();
        builder.Services.AddSingleton(orchestrator);
        builder.Services.AddLogging(logging =>
        {
            logging.AddFilter(null, LogLevel.Warning);
            logging.AddFilter("Aspire.Hosting.Dcp", level => level >= LogLevel.Warning && !orchestrator.HasEnded);
            // Every question that comes too early, with its stack trace; the dashboard shows who isn't healthy, and why.
            // That the dashboard's keys lie in the user's own folder unencrypted, as they do for every ASP.NET Core program.
            logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
            logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        });
        builder.Services.AddHostedService<StartReport>();
        builder.Services.AddHostedService<StopWithParent>();
        builder.Services.AddHostedService<Orchestrator>();
        return orchestrator;
    }

    /// <summary>Killed outright, <c>dotnet run</c> tells nobody: without this its AppHost, and all that it has started, would run on.</summary>
    private sealed class StopWithParent(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await ParentProcess.EndedAsync(stoppingToken);
            lifetime.StopApplication();
        }
    }
}
