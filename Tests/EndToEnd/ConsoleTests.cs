using Chat.Emulator.Host;
using Chat.Emulator.Options;

namespace Chat.EndToEnd.Tests;

/// <summary>The emulator's console in a browser, on the whole chat.</summary>
public sealed class ConsoleTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [BrowserFact]
    public Task Console_OneMessage_IsFollowedFromFrameToDeliveriesAndClientsAreSentToAndClosed() => LookAsync(Repository.Chat);

    /// <summary>Without AWS's 500 new connections a second, so that the crowd is there soon.</summary>
    [BrowserFact]
    public Task Console_FiveThousandConnections_StaysQuick() => LookAsync(Repository.Chat with { AreRatesEnforced = false }, "--crowd", "5000");

    private static async Task LookAsync(EmulatorOptions options, params string[] more)
    {
        await using var cloud = await LocalCloud.StartAsync(options, CancellationToken.None);
        await using var browser = RunningProcess.Start(
            "node",
            [
                Clients.Console, "--url", cloud.ConsoleUrl.ToString(), "--socket", cloud.Stages.Single().WebSocketUrl.ToString(),
                "--chromium", Clients.Chromium!, .. more,
            ]);
        Assert.True(await browser.WaitForExitAsync(Limit) == 0, browser.Output);
        Assert.Contains("done", browser.Output, StringComparison.Ordinal);
    }
}
