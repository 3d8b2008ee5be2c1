using Chat.Emulator.Host;

namespace Chat.EndToEnd.Tests;

/// <summary>Clients that we didn't write: wscat in three terminals, the page in three tabs of a browser.</summary>
public sealed class ClientTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [LinuxFact]
    public async Task Wscat_ThreeTerminals_EachReceivesWhatOneSends()
    {
        await using var cloud = await LocalCloud.StartAsync(Repository.Chat, CancellationToken.None);
        using var table = new ConnectionsTable(cloud);
        await using var one = await ConnectWscatAsync(cloud);
        await using var two = await ConnectWscatAsync(cloud);
        await using var three = await ConnectWscatAsync(cloud);
        Assert.Equal(3, (await table.ConnectionIdsAsync()).Count);

        await one.TypeAsync("""{"action": "sendMessage", "message": "hello from terminal1"}""");

        await one.WaitForLineWithAsync("< hello from terminal1");
        await two.WaitForLineWithAsync("< hello from terminal1");
        await three.WaitForLineWithAsync("< hello from terminal1");

        // Ctrl-C at each terminal.
        await one.TypeAsync("\u0003");
        await two.TypeAsync("\u0003");
        await three.TypeAsync("\u0003");
        await table.WaitForCountAsync(0, TimeSpan.FromSeconds(10));
    }

    [BrowserFact]
    public async Task ChatPage_ThreeTabs_EachShowsWhatOneSends()
    {
        await using var cloud = await LocalCloud.StartAsync(Repository.Chat, CancellationToken.None);
        await Clients.LookAsync(Clients.ChatPage, cloud.PageUrl!.ToString(), Limit);
    }

    [BrowserFact]
    public async Task ChatPage_ServerStartsAnew_ReconnectsByItself()
    {
        var first = await LocalCloud.StartAsync(Repository.Chat, CancellationToken.None);
        RunningProcess? browser = null;
        try
        {
            browser = RunningProcess.Start(
                "node", Clients.ChatPage, "--url", first.PageUrl!.ToString(), "--chromium", Clients.Chromium!, "--expect-reconnect");
            await browser.WaitForLineAsync("connected");
        }
        finally
        {
            await first.DisposeAsync();
        }

        await using (browser)
        {
            await using var second = await LocalCloud.StartAsync(Repository.Chat with { Port = first.PageUrl!.Port }, CancellationToken.None);
            Assert.True(await browser.WaitForExitAsync(Limit) == 0, browser.Output);
        }
    }

    private static async Task<RunningProcess> ConnectWscatAsync(LocalCloud cloud)
    {
        // Through script, which gives it a terminal: without one it keeps most of its words to itself.
        var wscat = RunningProcess.Start("script", "-qec", $"node '{Clients.Wscat}' --no-color -c {cloud.Stages.Single().WebSocketUrl}", "/dev/null");
        await wscat.WaitForLineWithAsync("Connected");
        return wscat;
    }
}
