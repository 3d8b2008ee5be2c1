using System.Text.RegularExpressions;

namespace Chat.EndToEnd.Tests.Replay;

/// <summary>docs/replay.md, typed as it stands.</summary>
public sealed partial class ReplayPageTests : IDisposable
{
    private const string Tool = "websocket-api-emulator ";

    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "replay.md"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("replay-page-");

    public void Dispose() => _folder.Delete(recursive: true);

    [LinuxFact]
    public async Task Page_EachCommandOfIt_DoesWhatItSays()
    {
        var commands = Blocks("sh").SelectMany(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(4, commands.Count);
        await RunAsync(_folder.FullName, commands[0], 0);
        Assert.Equal("cd chat", commands[1]);
        var stack = Path.Combine(_folder.FullName, "chat");

        await using (var emulator = Start(stack, $"{commands[2]} --port 0"))
        {
            var url = await emulator.WaitUntilReadyAsync();
            await using var one = await ChatClient.ConnectAsync(url);
            await using var two = await ChatClient.ConnectAsync(url);
            await one.SendAsync(Message().Match(Page).Groups["json"].Value);
            Assert.Equal("hello", await one.ReceiveAsync());
            Assert.Equal("hello", await two.ReceiveAsync());
            await one.CloseAsync();
            await two.CloseAsync();
            emulator.Signal(RunningProcess.Terminate);
            Assert.Equal(0, await emulator.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        }

        var results = Blocks("");
        Assert.Contains(results[0].Trim(), await RunAsync(stack, commands[3], 0), StringComparison.Ordinal);

        var (before, after) = (Change().Match(Page).Groups["before"].Value, Change().Match(Page).Groups["after"].Value);
        var source = Path.Combine(stack, "src", "chat.mjs");
        var code = await File.ReadAllTextAsync(source);
        Assert.Contains(before, code, StringComparison.Ordinal);
        await File.WriteAllTextAsync(source, code.Replace(before, after, StringComparison.Ordinal));
        Assert.Contains(results[1].Trim(), await RunAsync(stack, commands[3], 1), StringComparison.Ordinal);
    }

    private static RunningProcess Start(string folder, string command) => RunningProcess.Start(
        "sh", "-c", $"cd '{folder}' && exec '{Repository.Dotnet}' '{Repository.Emulator}' {command[Tool.Length..]}");

    private static async Task<string> RunAsync(string folder, string command, int code)
    {
        await using var run = Start(folder, command);
        var actual = await run.WaitForExitAsync(TimeSpan.FromSeconds(60));
        Assert.True(code == actual, $"{command} ended with {actual}:\n{run.Output}");
        return run.Output;
    }

    private static List<string> Blocks(string language) =>
        [.. Block().Matches(Page).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["content"].Value)];

    [GeneratedRegex("^```(?<language>[a-z]*)\n(?<content>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("say something \\(`(?<json>[^`]+)`\\)")]
    private static partial Regex Message();

    [GeneratedRegex("`(?<before>Data: text)` to `(?<after>[^`]+)` in `src/chat.mjs`")]
    private static partial Regex Change();
}
