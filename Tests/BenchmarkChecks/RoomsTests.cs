namespace Chat.Benchmarks.Tests;

/// <summary>The chat's hub, measured in small: that it runs, and what is told.</summary>
public sealed class RoomsTests
{
    [Fact]
    public async Task Rooms_Few_AreMeasuredBesideAspNetCore()
    {
        var (exitCode, output, errors) = await RunningBenchmark.RunAsync(
            "rooms", "--clients", "6", "--rooms", "2", "--rate", "4", "--seconds", "1", "--rounds", "1", "--functions", "portable", "--emulator", "portable");

        Assert.True(exitCode == 0, errors);
        var row = output.Split('\n').Single(line => line.Contains("send to each hearing, p95", StringComparison.Ordinal));
        Assert.Matches(@"\| ms \|  \| [\d.,]+ \|  \| [\d.,]+, [\d.]+× \|", row);
    }

    [Fact]
    public async Task Split_OfAFew_IsMeasured()
    {
        var (exitCode, output, errors) = await RunningBenchmark.RunAsync(
            "split", "--sizes", "3", "7", "--slices", "4", "--latency", "1", "--messages", "1", "--functions", "portable", "--emulator", "portable");

        Assert.True(exitCode == 0, errors);
        Assert.Matches(@"\| 3 \| \d+ \| not split \|\n\| 7 \| \d+ \| \d+ \|", output);
    }

    [Theory]
    [InlineData("rooms", "--clients", "2", "--rooms", "3")]
    [InlineData("split", "--sizes", "0")]
    public async Task CommandLine_ThatIsWrong_IsRefused(params string[] arguments)
    {
        var (exitCode, _, errors) = await RunningBenchmark.RunAsync(arguments);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("--", errors, StringComparison.Ordinal);
    }
}
