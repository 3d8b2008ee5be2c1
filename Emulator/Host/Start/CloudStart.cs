using Chat.Emulator.Host.Listening;
using Chat.Emulator.Host.Reload;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Options;
using Chat.Emulator.Recording;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Start;

/// <summary>
/// Brings the cloud up, and takes down what is up when a part of it fails: the port first, which stands in the functions' environment, then the
/// modules in their order. Requests are answered with 503 until all are there.
/// </summary>
internal static partial class CloudStart
{
    public static async Task<CloudParts> RunAsync(EmulatorOptions options, Stack stack, Action<ILoggingBuilder> logging, CancellationToken cancellationToken)
    {
        KnownFunctions.Require(options, stack);
        var parts = new CloudParts(await FrontDoor.BindAsync(options, stack, CloudModules.InOrder, logging, cancellationToken));
        try
        {
            await StartAsync(parts, options, stack, cancellationToken);
            return parts;
        }
        catch (Exception e)
        {
            await parts.DisposeAsync();
            if (e is TableServerException or ChildProcessException)
            {
                throw new EmulatorStartException(e.Message, e);
            }

            throw;
        }
    }

    private static async Task StartAsync(CloudParts parts, EmulatorOptions options, Stack stack, CancellationToken cancellationToken)
    {
        var services = parts.Door.Services;
        var loggers = services.GetRequiredService<ILoggerFactory>();
        Warn(stack.Notes, loggers.CreateLogger<TemplateContext>());

        if (options.RecordingFile is { } file && services.GetRequiredService<Recordings>().Begin(file, options.Assembly, 0) is { } problem)
        {
            throw new EmulatorStartException($"--record: {problem}");
        }

        // Before the first process is started: what is written while the rest comes up is a change.
        var redeployment = options.Watch ? ActivatorUtilities.CreateInstance<Redeployment>(services, parts.Modules) : null;
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var begun = parts.Modules.Select(module => module.BeginAsync(stack, failed.Token)).ToArray();
        try
        {
            foreach (var (module, isBegun) in parts.Modules.Zip(begun))
            {
                Warn(module.Warnings(stack), loggers.CreateLogger(module.GetType()));
                await isBegun;
                await module.StartAsync(stack, cancellationToken);
            }
        }
        catch
        {
            // Nothing goes on while the modules are taken down.
            await failed.CancelAsync();
            await Task.WhenAll(begun).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        parts.Door.Open();
        if (redeployment is not null)
        {
            redeployment.Begin();
            parts.Watch = StackWatch.Start(redeployment, services.GetRequiredService<TimeProvider>(), loggers.CreateLogger<StackWatch>());
        }
    }

    private static void Warn(IEnumerable<string> warnings, ILogger logger)
    {
        foreach (var warning in warnings)
        {
            LogWarning(logger, warning);
        }
    }

    [LoggerMessage(610, LogLevel.Warning, "{Warning}", EventName = "StartWarning")]
    private static partial void LogWarning(ILogger logger, string warning);
}
