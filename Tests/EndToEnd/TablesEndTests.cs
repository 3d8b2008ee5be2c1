namespace Chat.EndToEnd.Tests;

/// <summary>The end of the tables' server, and a folder that two emulators want.</summary>
public sealed class TablesEndTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [LinuxFact]
    public async Task TablesServer_KilledWithItemsInMemory_TheEmulatorEndsWithASentence()
    {
        await using var appHost = StartAppHost();
        await appHost.WaitUntilReadyAsync();

        appHost.SignalChild("start.mjs", RunningProcess.KillSignal);

        Assert.Equal(1, await appHost.WaitForExitAsync(Limit));
        Assert.Contains(
            "The tables' server (dynalite) ended with exit code 137 and no output. Its items were in memory and are gone. "
            + "With --data DIR they are kept, and the server is started again.",
            appHost.Output,
            StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", appHost.Output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task TablesServer_KilledWithItsItemsInAFolder_TheChatGoesOn()
    {
        var data = Directory.CreateTempSubdirectory("chat-data-");
        try
        {
            await using var appHost = StartAppHost("--data", data.FullName);
            var url = await appHost.WaitUntilReadyAsync();
            await using var early = await ChatClient.ConnectAsync(url);

            appHost.SignalChild("start.mjs", RunningProcess.KillSignal);
            await appHost.WaitForLineWithAsync("and runs again: its items are kept");

            await using var late = await ChatClient.ConnectAsync(url);
            await late.SayAsync("still here?");
            Assert.Equal("still here?", await early.ReceiveAsync());
            Assert.Equal("still here?", await late.ReceiveAsync());
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [LinuxFact]
    public async Task SecondEmulator_OnTheSameDataFolder_EndsWithASentence()
    {
        var data = Directory.CreateTempSubdirectory("chat-data-");
        try
        {
            await using var first = StartAppHost("--data", data.FullName);
            await first.WaitUntilReadyAsync();
            await using var second = StartAppHost("--data", data.FullName);

            Assert.Equal(1, await second.WaitForExitAsync(Limit));
            Assert.Contains($"Another emulator uses {Path.Combine(data.FullName, "tables")}", second.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", second.Output, StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static RunningProcess StartAppHost(params string[] options) =>
        RunningProcess.Start(Repository.Dotnet, [Repository.AppHost, "--plain", "--port", "0", .. options]);
}
