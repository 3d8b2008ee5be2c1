using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Starts a resource again because another one, which it stands on, has been: by the dashboard's own commands, and with a line in its log.</summary>
internal static partial class StartAgain
{
    /// <summary>Restarts what runs, starts what has ended, and leaves alone what waits to start anyway. Never throws.</summary>
    /// <param name="why">A clause for the log, such as <c>the emulator has been restarted</c>.</param>
    public static void Request(IResource resource, string why, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (CommandFor(services.GetRequiredService<ResourceNotificationService>(), resource) is { } command)
        {
            // Not awaited: the one who asks is about to become ready, and what is started again waits for just that.
            _ = ExecuteAsync(resource, command, why, services, cancellationToken);
        }
    }

    private static string? CommandFor(ResourceNotificationService notifications, IResource resource) =>
        (notifications.TryGetCurrentState(resource.Name, out var current) ? current.Snapshot.State?.Text : null) switch
        {
            { } state when state == KnownResourceStates.Running => KnownResourceCommands.RestartCommand,
            { } state when KnownResourceStates.TerminalStates.Contains(state) => KnownResourceCommands.StartCommand,
            _ => null,
        };

    private static async Task ExecuteAsync(IResource resource, string command, string why, IServiceProvider services, CancellationToken cancellationToken)
    {
        var logger = services.GetRequiredService<ResourceLoggerService>().GetLogger(resource);
        try
        {
            LogStartAgain(logger, resource.Name, why);
            var result = await services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(resource, command, cancellationToken);
            if (!result.Success && !result.Canceled)
            {
                LogNotStarted(logger, resource.Name, result.Message);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotStarted(logger, resource.Name, e.Message);
        }
    }

    [LoggerMessage(800, LogLevel.Information, "{Resource} is started again, because {Why}.")]
    private static partial void LogStartAgain(ILogger logger, string resource, string why);

    [LoggerMessage(801, LogLevel.Warning, "{Resource} couldn't be started again; start it by hand. {Reason}")]
    private static partial void LogNotStarted(ILogger logger, string resource, string? reason);
}
