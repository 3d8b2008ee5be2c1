using Chat.Emulator.Host;
using Chat.EndToEnd.Tests.Rooms;

namespace Chat.EndToEnd.Tests.Replay;

/// <summary>A session of the chat, of plain clients and of Microsoft's, done again by the command.</summary>
public sealed class ChatReplayTests : IDisposable
{
    private const string Secret = "what-only-ada-knows";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("replay-");

    public void Dispose() => _folder.Delete(recursive: true);

    [LinuxFact]
    public async Task Chat_RoomsAndPlainClients_HaveNoDifference()
    {
        var file = Path.Combine(_folder.FullName, "session.jsonl");
        await using (var cloud = await LocalCloud.StartAsync(Repository.Chat with { RecordingFile = file }, CancellationToken.None))
        {
            await ChatAsync(cloud.Stages.Single().WebSocketUrl);
        }

        await using var replay = RunningProcess.Start(
            Repository.Dotnet, Repository.Emulator, "replay", file, Repository.CloudAssembly, "--run", $"*=\"{Repository.Dotnet}\" \"{Repository.Functions}\"", "--secret", $"access-token={Secret}");
        var code = await replay.WaitForExitAsync(TimeSpan.FromSeconds(60));

        Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Assert.True(code == 0, replay.Output);
        Assert.Contains("No difference: 4 connections", replay.Output, StringComparison.Ordinal);
    }

    private static async Task ChatAsync(Uri url)
    {
        await using var ada = await Member.ConnectAsync(new Uri(url, $"?access_token={Secret}"), "ada");
        await using var bob = await Member.ConnectAsync(url, "bob");
        await ada.JoinAsync("replayed");
        await bob.JoinAsync("replayed");
        Assert.Equal("replayed joined bob", await ada.HearAsync());
        await ada.SayAsync("replayed", "hello");
        Assert.Equal("replayed 1 ada: hello", await ada.HearAsync());
        Assert.Equal("replayed 1 ada: hello", await bob.HearAsync());
        await bob.CallAsync("Leave", "replayed");
        Assert.Equal("replayed left bob", await ada.HearAsync());
        await ada.CallAsync("History", "replayed", null, 10);

        await using var one = await ChatClient.ConnectAsync(url);
        await using var two = await ChatClient.ConnectAsync(url);
        await one.SendAsync("""{"action": "sendMessage", "message": "hello from terminal1"}""");
        Assert.Equal("hello from terminal1", await one.ReceiveAsync());
        Assert.Equal("hello from terminal1", await two.ReceiveAsync());
        await one.SendAsync("no message");
        await two.CloseAsync();
    }
}
