using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace Chat.AppHost.Terminal;

/// <summary>
/// Aspire's orchestrator (DCP), a process of its own that the AppHost has started and detached. Each program that it runs has a watcher beside it,
/// which ends the program when the orchestrator is gone; the AppHost alone isn't told, and would stay, with nothing to host.
/// Linux only: elsewhere nothing says which orchestrator is this AppHost's.
/// </summary>
internal sealed class Orchestrator(IHostApplicationLifetime lifetime, OrchestratorState state) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    // It asks the orchestrator to end what runs, which nobody answers any more.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var timer = new PeriodicTimer(Pause, TimeProvider.System);
        while (!state.HasEnded)
        {
            await timer.WaitForNextTickAsync(stoppingToken);
            state.Process ??= Find();
        }

        state.HasBrokenDown = true;
        await Console.Error.WriteLineAsync(
            $"Aspire's orchestrator (DCP, process {state.Process!.Id.ToString(CultureInfo.InvariantCulture)}) has ended, and with it all that it ran. Start again.");
        lifetime.StopApplication();
        await Task.Delay(StopLimit, TimeProvider.System, CancellationToken.None);
        Environment.Exit(OrchestratorState.ExitCode);
    }

    // dcp start-apiserver --monitor 4711 --detach --kubeconfig …
    private static Process? Find() => Process.GetProcessesByName("dcp").FirstOrDefault(process =>
    {
        try
        {
            var words = File.ReadAllText($"/proc/{process.Id}/cmdline").Split('\0');
            return words.Contains("start-apiserver")
                && Array.IndexOf(words, "--monitor") is var at and >= 0
                && words[at + 1] == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has just ended.
            return false;
        }
    });
}

/// <summary>Whether the orchestrator is gone; what Aspire then logs about it is nobody's to read.</summary>
internal sealed class OrchestratorState
{
    /// <summary>What the AppHost ends with when its orchestrator has broken down.</summary>
    public const int ExitCode = 1;

    /// <summary>Null until it is found.</summary>
    public Process? Process { get; set; }

    /// <summary>It ends in the course of an orderly stop, too.</summary>
    public bool HasEnded => Process is { HasExited: true };

    /// <summary>It ended while it was needed.</summary>
    public bool HasBrokenDown { get; set; }
}
