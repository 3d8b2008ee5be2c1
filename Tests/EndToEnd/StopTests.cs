using System.Net.WebSockets;
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

                // A function's first event takes it longest, and a stop has 3 s for all of them.
                await using (var first = await ChatClient.ConnectAsync(url))
                {
                    await first.CloseAsync();
                }

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

    [LinuxFact]
    public async Task DotnetRun_ProcessGroupIsTerminated_EndsInOrder()
    {
        // The program gets the signal from the group, and once more from dotnet run.
        await using var run = RunningProcess.Start(
            "setsid",
            Repository.Dotnet, "run", "--no-build", "-c", Repository.Configuration, "--project", Path.Combine(Repository.Root, "AppHost"), "--", "--plain", "--port", "0");
        var url = await run.WaitUntilReadyAsync();
        using var client = new ClientWebSocket();
        await client.ConnectAsync(url, CancellationToken.None);

        run.SignalGroup(RunningProcess.Terminate);
        run.SignalGroup(RunningProcess.Terminate);

        var close = await client.ReceiveAsync(new byte[100], CancellationToken.None).WaitAsync(Limit);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.EndpointUnavailable), (close.MessageType, close.CloseStatus));
        await run.WaitForLineAsync("Stopping:");
        await run.WaitForExitAsync(Limit);
        await run.WaitUntilNothingIsLeftAsync(TimeSpan.FromSeconds(1));
    }

    [LinuxFact]
    public async Task AppHost_TerminatedTwiceAtOnce_StopsInOrder()
    {
        await using var appHost = StartAppHost();
        var url = await appHost.WaitUntilReadyAsync();
        await using var client = await ChatClient.ConnectAsync(url);

        appHost.Signal(RunningProcess.Terminate);
        appHost.Signal(RunningProcess.Terminate);

        Assert.Equal(0, await appHost.WaitForExitAsync(Limit));
        Assert.Contains("Stopping:", appHost.Output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task AppHost_StoppedWhileDisconnectsHang_SaysInOneLineHowManyAreLeft()
    {
        const int People = 40;
        await using var appHost = StartAppHost("--run", Stuck.Replace("websocket-send", "websocket-disconnect", StringComparison.Ordinal));
        var url = await appHost.WaitUntilReadyAsync();
        var clients = new List<ChatClient>();
        for (var i = 0; i < People; i++)
        {
            clients.Add(await ChatClient.ConnectAsync(url));
        }

        appHost.Signal(RunningProcess.Terminate);

        Assert.Equal(0, await appHost.WaitForExitAsync(Limit));
        var said = appHost.Output.Split('\n').SkipWhile(line => !line.StartsWith("ready ", StringComparison.Ordinal)).ToArray();

        Assert.Single(said, line => line.Contains($"{People} $disconnect among them", StringComparison.Ordinal));
        Assert.DoesNotContain(said, line => line.Contains("error:", StringComparison.Ordinal) || line.Contains("bug", StringComparison.Ordinal));
        Assert.InRange(said.Count(line => line.Contains("warning:", StringComparison.Ordinal)), 1, 1);
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    private static RunningProcess StartAppHost(params string[] options) =>
        RunningProcess.Start(Repository.Dotnet, [Repository.AppHost, "--plain", "--port", "0", .. options]);
}
