using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>
/// Functions that are resources of their own poll the emulator, and have its environment: where the emulator has been restarted they are of
/// the one before, and most have ended with it. So when it is ready again they are started again.
/// </summary>
internal static partial class AttachedFunctions
{
    public static Task StartAgainAsync(WebSocketApiEmulatorResource api, ResourceReadyEvent ready, CancellationToken cancellationToken)
    {
        var notifications = ready.Services.GetRequiredService<ResourceNotificationService>();
        foreach (var function in api.Annotations.OfType<WebSocketApiFunctionAnnotation>().Select(annotation => annotation.Function).Distinct())
        {
            if (CommandFor(notifications, function) is { } command)
            {
                // Not awaited: a start waits for the API, and that isn't ready before this has returned.
                _ = ExecuteAsync(function, command, ready.Services, cancellationToken);
            }
        }

        return Task.CompletedTask;
    }

    // At the first start every function waits for the API, and needs nothing.
    private static string? CommandFor(ResourceNotificationService notifications, IResource function) =>
        (notifications.TryGetCurrentState(function.Name, out var current) ? current.Snapshot.State?.Text : null) switch
        {
            { } state when state == KnownResourceStates.Running => KnownResourceCommands.RestartCommand,
            { } state when KnownResourceStates.TerminalStates.Contains(state) => KnownResourceCommands.StartCommand,
            _ => null,
        };

    private static async Task ExecuteAsync(IResource function, string command, IServiceProvider services, CancellationToken cancellationToken)
    {
        var logger = services.GetRequiredService<ResourceLoggerService>().GetLogger(function);
        try
        {
            LogStartAgain(logger, function.Name);
            var result = await services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(function, command, cancellationToken);
            if (!result.Success && !result.Canceled)
            {
                LogNotStarted(logger, function.Name, result.Message);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotStarted(logger, function.Name, e.Message);
        }
    }

    [LoggerMessage(800, LogLevel.Information, "The emulator has been restarted: {Function} is started again")]
    private static partial void LogStartAgain(ILogger logger, string function);

    [LoggerMessage(801, LogLevel.Warning, "{Function} can't be started again, start it by hand: {Reason}")]
    private static partial void LogNotStarted(ILogger logger, string function, string? reason);
}
