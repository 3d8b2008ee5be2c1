using Chat.Emulator.Host;

namespace Chat.EndToEnd.Tests;

/// <summary>However it ends, it leaves nothing behind.</summary>
public sealed class StopTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly string Stuck = $"websocket-send=node \"{Path.Combine(Repository.Root, "Tests/EndToEnd/Functions/stuck.mjs")}\"";

    [LinuxFact]
    public async Task AppHost_Interrupted_StopsWithin5SecondsAndLeavesNoProcess()
    {
        await using var appHost = StartAppHost();
        var url = await appHost.WaitUntilReadyAsync();
        await using var client = await ChatClient.ConnectAsync(url);
        Assert.Contains(appHost.Left(), line => line.Contains("Chat.Functions", StringComparison.Ordinal));

        appHost.Signal(RunningProcess.Interrupt);

        Assert.Equal(0, await appHost.WaitForExitAsync(Limit));
        await appHost.WaitUntilNothingIsLeftAsync(TimeSpan.FromSeconds(1));
    }

    [LinuxFact]
    public async Task AppHost_InterruptedWhileAFunctionHangs_StopsWithin5SecondsAndLeavesNoProcess()
    {
        await using var appHost = StartAppHost("--run", Stuck);
        var url = await appHost.WaitUntilReadyAsync();
        await using var client = await ChatClient.ConnectAsync(url);
        await client.SayAsync("hang");
        await appHost.WaitForLineWithAsync("event in process");

        appHost.Signal(RunningProcess.Interrupt);

        Assert.Equal(0, await appHost.WaitForExitAsync(Limit));
        await appHost.WaitUntilNothingIsLeftAsync(TimeSpan.FromSeconds(1));
    }

    [LinuxFact]
    public async Task AppHost_Killed_ItsChildrenEndWithIt()
    {
        await using var appHost = StartAppHost("--run", Stuck);
        var url = await appHost.WaitUntilReadyAsync();
        await using var client = await ChatClient.ConnectAsync(url);
        await client.SayAsync("hang");
        await appHost.WaitForLineWithAsync("event in process");

        appHost.Signal(RunningProcess.KillSignal);

        await appHost.WaitForExitAsync(Limit);
        await appHost.WaitUntilNothingIsLeftAsync(Limit);
    }

    [LinuxFact]
    public async Task DotnetRun_Killed_TheAppHostAndItsChildrenEndToo()
    {
        await using var run = RunningProcess.Start(
            Repository.Dotnet,
            "run", "--no-build", "-c", Repository.Configuration, "--project", Path.Combine(Repository.Root, "AppHost"), "--", "--plain", "--port", "0");
        await run.WaitUntilReadyAsync();

        run.Signal(RunningProcess.KillSignal);

        await run.WaitForExitAsync(Limit);
        await run.WaitUntilNothingIsLeftAsync(Limit);
    }

    [LinuxFact]
    public async Task AppHost_InterruptedWithOpenConnections_RunsDisconnectBeforeTheTableStops()
    {
        var data = Directory.CreateTempSubdirectory("chat-data-");
        try
        {
            await using (var appHost = StartAppHost("--data", data.FullName))
            {
                var url = await appHost.WaitUntilReadyAsync();
                var clients = new List<ChatClient>();
                for (var i = 0; i < 20; i++)
                {
                    clients.Add(await ChatClient.ConnectAsync(url));
                }

                appHost.Signal(RunningProcess.Interrupt);
                Assert.Equal(0, await appHost.WaitForExitAsync(Limit));
                foreach (var client in clients)
                {
                    await client.DisposeAsync();
                }
            }

            await using var again = await LocalCloud.StartAsync(Repository.Chat with { DataFolder = data.FullName }, CancellationToken.None);
            using var table = new ConnectionsTable(again);
            Assert.Empty(await table.ConnectionIdsAsync());
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static RunningProcess StartAppHost(params string[] options) =>
        RunningProcess.Start(Repository.Dotnet, [Repository.AppHost, "--plain", "--port", "0", .. options]);
}
