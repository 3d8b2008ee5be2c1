namespace Chat.EndToEnd.Tests;

/// <summary>The emulator and what it starts leave the processor to whoever else wakes up.</summary>
public sealed class SchedulingTests
{
    // The policy in /proc/…/stat: the 39th field after the name's closing bracket. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    private const int PolicyAfterName = 39;
    private const string Batch = "3";

    [LinuxFact]
    public async Task AppHost_Started_AllItsThreadsAndProcessesAreScheduledInBatches()
    {
        await using var appHost = RunningProcess.Start(Repository.Dotnet, Repository.AppHost, "--plain", "--port", "0");
        var url = await appHost.WaitUntilReadyAsync();
        await using var client = await ChatClient.ConnectAsync(url);
        await client.SayAsync("hello");
        Assert.Equal("hello", await client.ReceiveAsync());
        Assert.Contains(appHost.Left(), line => line.Contains("Chat.Functions", StringComparison.Ordinal));

        var threads = appHost.Threads();

        Assert.Contains(threads, thread => thread.Contains("(.NET TP Worker)", StringComparison.Ordinal));
        Assert.All(threads, thread => Assert.Equal(Batch, thread[(thread.LastIndexOf(')') + 1)..].Split(' ')[PolicyAfterName]));
        appHost.Signal(RunningProcess.Interrupt);
        Assert.Equal(0, await appHost.WaitForExitAsync(TimeSpan.FromSeconds(10)));
    }
}
