using System.Diagnostics;
using Chat.EndToEnd.Tests;

namespace Chat.AppHost.Tests.Terminal;

/// <summary>However a start under Aspire ends, it leaves nothing behind: neither programs nor the orchestrator, its watchers and the dashboard.</summary>
public sealed class AspireStopTests
{
    private const int Terminate = 15;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LeftLimit = TimeSpan.FromSeconds(10);

    [LinuxTheory]
    [InlineData(RunningProcess.Interrupt)]
    [InlineData(Terminate)]
    public async Task AppHost_Signalled_StopsInOrderAndLeavesNoProcess(int signal)
    {
        await using var appHost = AspireProcess.Start();
        await using var client = await ChatClient.ConnectAsync(await appHost.WaitUntilReadyAsync());
        Assert.Contains(appHost.Left(), line => line.Contains("start-apiserver", StringComparison.Ordinal));

        appHost.Signal(signal);

        Assert.Equal(0, await appHost.WaitForExitAsync(Limit));
        await appHost.WaitUntilNothingIsLeftAsync(LeftLimit);
        Assert.DoesNotContain("   at ", appHost.Output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task AppHost_Killed_AllThatItStartedEnds()
    {
        await using var appHost = AspireProcess.Start();
        await appHost.WaitUntilReadyAsync();

        appHost.Signal(RunningProcess.KillSignal);

        await appHost.WaitForExitAsync(Limit);
        await appHost.WaitUntilNothingIsLeftAsync(LeftLimit);
    }

    [LinuxFact]
    public async Task DotnetRun_Killed_TheAppHostAndAllThatItStartedEnd()
    {
        await using var run = AspireProcess.StartByDotnetRun();
        await run.WaitUntilReadyAsync();

        run.Signal(RunningProcess.KillSignal);

        await run.WaitForExitAsync(Limit);
        await run.WaitUntilNothingIsLeftAsync(LeftLimit);
    }

    [LinuxFact]
    public async Task Orchestrator_Killed_TheAppHostSaysSoAndEndsWith1()
    {
        await using var appHost = AspireProcess.Start();
        await appHost.WaitUntilReadyAsync();

        foreach (var line in appHost.Left().Where(line => line.Contains("start-apiserver", StringComparison.Ordinal) || line.Contains("run-controllers", StringComparison.Ordinal)))
        {
            using var orchestrator = Process.GetProcessById(int.Parse(line.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
            orchestrator.Kill();
        }

        Assert.Equal(1, await appHost.WaitForExitAsync(Limit));
        Assert.Contains("orchestrator (DCP, process ", appHost.Output, StringComparison.Ordinal);
        await appHost.WaitUntilNothingIsLeftAsync(LeftLimit);
    }
}
