using Chat.Emulator.Host.Terminal.Messages;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Options;

namespace Chat.Emulator.Host.Terminal;

/// <summary>The emulator as a process: starts the cloud, says what runs, stops at Ctrl-C, and turns failures into exit codes.</summary>
public static class EmulatorProcess
{
    /// <summary>Runs until it is stopped. 0: stopped as asked; 1: could not start, or something it needs broke down; 2: what it was given is nothing to run.</summary>
    public static async Task<int> RunAsync(EmulatorOptions options, CancellationToken cancellationToken = default)
    {
        if (OperatingSystem.IsLinux())
        {
            BatchScheduling.Enter();
        }

        using var stop = new StopSignals(cancellationToken);
        try
        {
            await using var cloud = await LocalCloud.StartAsync(options, logging => ConsoleLog.Add(logging, options.Output), stop.Token);
            await Console.Out.WriteLineAsync(StartReport.Of(cloud, options.Output));
            if (ShowsMessages(options.Output))
            {
                // Not awaited: whoever has stopped reading this output keeps nobody from stopping.
                _ = new MessageWriter(cloud.Journal, Console.Out, options.Output, TimeProvider.System).RunAsync(stop.Token);
            }

            await Task.WhenAny(stop.Requested, cloud.BrokeDown);
            if (stop.Requested.IsCompleted)
            {
                return 0;
            }

            await Console.Error.WriteLineAsync(await cloud.BrokeDown);
            return 1;
        }
        catch (OperationCanceledException) when (stop.Requested.IsCompleted)
        {
            return 0;
        }
        catch (EmulatorStartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return e.ExitCode;
        }
#pragma warning disable CA1031 // A bug: nobody above could say more of it, and a stack trace says nothing to who runs a chat.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync(await UnexpectedFailure.DescribeAsync(e));
            return 1;
        }
    }

    // A file or another program gets them when it is asked for: most wait for "ready", and no longer read then.
    private static bool ShowsMessages(TerminalOutput output) => output switch
    {
        TerminalOutput.Messages => !Console.IsOutputRedirected,
        TerminalOutput.Verbose or TerminalOutput.Json => true,
        _ => false,
    };
}
