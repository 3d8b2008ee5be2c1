using Chat.Emulator.Host.Terminal;
using Chat.Emulator.Tests.Template;

namespace Chat.Emulator.Tests.Host.Replay;

/// <summary>What is wrong with a command line is said before anything is started.</summary>
public sealed class ReplayArgumentsTests
{
    [Fact]
    public async Task Secrets_InAFileThatIsNotThere_AreRefused() => Assert.Equal(2, await RunAsync("gone.txt"));

    [Fact]
    public async Task Secrets_InALineWithoutEquals_AreRefused()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(2, await RunAsync(folder.Write("secrets.txt", "# mine\ntoken abc\n")));
    }

    private static Task<int> RunAsync(string secrets) => EmulatorCommand.RunAsync(["replay", "session.jsonl", "template.yaml", "--secrets", secrets]);
}
