using System.Diagnostics;
using System.Text;
using Xunit.Abstractions;

namespace Chat.Packages.Tests;

/// <summary>Each quick start, typed as it stands, from an empty folder with the installed tool.</summary>
[Collection(PackagesCollection.Name)]
public sealed class QuickStartTests(PackageFeed feed, ITestOutputHelper output)
{
    private const string Tool = "websocket-api-emulator ";

    [Theory]
    [InlineData("node")]
    [InlineData("python")]
    [InlineData("dotnet")]
    public async Task QuickStart_TypedAsItStands_TwoClientsHearEachOther(string kind)
    {
        var quickStart = new QuickStart(kind);
        var clock = new FirstMessageClock(output, feed.Installation);
        await using var tool = await FollowAsync(kind, quickStart);

        using var first = await tool.ConnectAsync();
        using var second = await tool.ConnectAsync();
        await StartedTool.SendAsync(first, quickStart.Message);

        Assert.Equal("hello", await tool.HearAsync(first));
        clock.HeardFirst(kind);
        Assert.Equal("hello", await tool.HearAsync(second));
    }

    [Fact]
    public async Task QuickStart_OfTheHub_ItsClientHearsWhatItSays()
    {
        var quickStart = new QuickStart("signalr");
        var clock = new FirstMessageClock(output, feed.Installation);
        await using var tool = await FollowAsync("signalr", quickStart);
        var folder = Path.Combine(feed.Empty("signalr"), "chat", "client");
        Assert.Equal(["npm install", "node client.mjs http://127.0.0.1:4510/dev"], quickStart.Commands(block: 1));
        await clock.AsideAsync(PackageFeed.RunAsync(folder, PackageFeed.Npm, "install", "--no-audit", "--no-fund"));

        var start = PackageFeed.In(folder, "node", "client.mjs", $"http://{tool.Url.Authority}{tool.Url.AbsolutePath}");
        start.RedirectStandardInput = true;
        using var client = Process.Start(start)!;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            var said = new StringBuilder();
            async Task<string> LineAsync()
            {
                var line = await client.StandardOutput.ReadLineAsync(limit.Token)
                    ?? $"the client ended: {await client.StandardError.ReadToEndAsync(limit.Token)}\n{tool.Output}";
                said.AppendLine(line);
                return line;
            }

            Assert.Equal("connected", await LineAsync());
            await client.StandardInput.WriteLineAsync("hello");
            Assert.EndsWith(": hello", await LineAsync(), StringComparison.Ordinal);
            clock.HeardFirst("signalr");
        }
        finally
        {
            client.Kill(entireProcessTree: true);
        }
    }

    // The port is the machine's to choose here: tests run side by side.
    private async Task<StartedTool> FollowAsync(string kind, QuickStart quickStart)
    {
        var commands = quickStart.Commands(block: 0);
        Assert.Equal(["dotnet tool install --global WebSocketApiEmulator", $"{Tool}new {kind} chat", "cd chat"], commands.Take(3));
        var run = Assert.Single(commands.Skip(3));
        Assert.StartsWith($"{Tool}template.yaml", run, StringComparison.Ordinal);

        var folder = feed.Empty(kind);
        await PackageFeed.RunAsync(folder, feed.Tool, commands[1][Tool.Length..].Split(' '));
        folder = Path.Combine(folder, "chat");
        await LambdaPackages.ReplaceMissingAsync(folder);
        return await StartedTool.StartAsync(feed, folder, [.. run[Tool.Length..].Split(' '), "--port", "0"]);
    }
}
