using System.Runtime.InteropServices;
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

    /// <summary>
    /// Ctrl-C, SIGTERM, SIGHUP and the end of <c>dotnet run</c>, as one request to stop; one more ends the process at once, when a person
    /// has had the time to read that and to mean it. Whoever signals a process group, or a <c>dotnet run</c> that passes signals on, sends
    /// two in the same moment and means one.
    /// </summary>
    private sealed class StopSignals : IDisposable
    {
        private static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(1);

        // 0: nothing has been said yet.
        private long _said;

        private readonly CancellationTokenSource _stop;
        private readonly PosixSignalRegistration[] _registrations;
        private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public StopSignals(CancellationToken cancellationToken)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _stop.Token.Register(OnRequested);
            _registrations =
            [
                PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
                PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
                PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
            ];
            _ = StopWithParentAsync();
        }

        public Task Requested => _requested.Task;

        public CancellationToken Token => _stop.Token;

        public void Dispose()
        {
            foreach (var registration in _registrations)
            {
                registration.Dispose();
            }

            _stop.Dispose();
        }

        private void OnRequested()
        {
            try
            {
                Console.Error.WriteLine("Stopping: connections are closed, $disconnect runs. Press again to stop at once.");
            }
            catch (IOException)
            {
                // The terminal has been closed.
            }

            Volatile.Write(ref _said, TimeProvider.System.GetTimestamp());
            _requested.TrySetResult();
        }

        private void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            if (!_requested.Task.IsCompleted)
            {
                _stop.Cancel();
            }
            else if (Volatile.Read(ref _said) is not 0 and var said && TimeProvider.System.GetElapsedTime(said) >= ReadingTime)
            {
                // 128 + SIGINT, as a shell counts it. The children notice by themselves.
                Environment.Exit(130);
            }
        }

        private async Task StopWithParentAsync()
        {
            try
            {
                await ParentProcess.EndedAsync(_stop.Token);
                await _stop.CancelAsync();
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                // Stopped in another way first.
            }
        }
    }
}
