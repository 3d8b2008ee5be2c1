using Chat.Contracts.Faults;
using Chat.Emulator.Host.Terminal;

namespace Chat.Emulator.Tests.Options;

public sealed class FaultTextTests
{
    [Fact]
    public void TryParse_EveryFault_IsReadAndWrittenAlike()
    {
        const string Text = "posts.latency=10ms, posts.throttled=5%, posts.failed=0.5%, posts.reordered=100%, posts.answerLost=3%, messages.reordered=10%, "
            + "disconnect.lost=20%, invocations.latency=1500ms, invocations.failed=1%, invocations.timedout=2%, handshake.latency=0.5ms, seed=42";

        Assert.True(FaultText.TryParse(Text, out var settings, out _));

        Assert.Equal(
            new FaultSettings
            {
                PostsLatencyMs = 10,
                PostsThrottled = 0.05,
                PostsFailed = 0.005,
                PostsReordered = 1,
                PostsAnswerLost = 0.03,
                MessagesReordered = 0.1,
                DisconnectLost = 0.2,
                InvocationsLatencyMs = 1500,
                InvocationsFailed = 0.01,
                InvocationsTimedOut = 0.02,
                HandshakeLatencyMs = 0.5,
                Seed = 42,
            },
            settings);
        Assert.Equal(Text, settings.ToString());
    }

    [Theory]
    [InlineData("posts.throttled=0.05", "posts.throttled=5%")]
    [InlineData("posts.latency=1.5s", "posts.latency=1500ms")]
    [InlineData("", "")]
    [InlineData("seed=7", "seed=7")]
    public void TryParse_OtherWaysToWriteIt_MeanTheSame(string text, string expected)
    {
        Assert.True(FaultText.TryParse(text, out var settings, out _));

        Assert.Equal(expected, settings.ToString());
    }

    [Theory]
    [InlineData("posts.throttled", "no '='")]
    [InlineData("posts.lost=5%", "There is no fault 'posts.lost'. The faults are: posts.latency,")]
    [InlineData("posts.throttled=many", "needs a share, such as posts.throttled=5%")]
    [InlineData("posts.throttled=101%", "posts.throttled is 1.01, and takes 0 to 1")]
    [InlineData("posts.throttled=-1%", "needs a share")]
    [InlineData("posts.latency=10", "needs a time, such as posts.latency=10ms")]
    [InlineData("posts.latency=2000s", "posts.latency is 2000000, and takes 0 to 60000 ms")]
    [InlineData("seed=x", "the seed is a whole number")]
    [InlineData("seed=1,seed=2", "'seed' is there twice")]
    public void TryParse_Wrong_SaysWhatWouldBeRight(string text, string problem)
    {
        Assert.False(FaultText.TryParse(text, out _, out var error));

        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandLine_WrongFault_Is2AndStartsNothing() =>
        Assert.Equal(2, await EmulatorCommand.RunAsync(["there-is-no-such.template.json", "--faults", "posts.lost=5%"]));
}
