namespace Chat.Benchmarks.Tests;

/// <summary>The comparison, small and without peers: every row that needs nothing but the build is measured.</summary>
public sealed class CompareTests
{
    [Fact]
    public async Task Compare_Quick_MeasuresEveryRow()
    {
        var (exitCode, output, errors) = await RunningBenchmark.RunAsync(
            "compare", "--quick", "--no-peers", "--functions", "portable", "--emulator", "portable",
            "--only", "connect", "--only", "broadcast", "--only", "deliveries", "--only", "answer", "--only", "leave", "--only", "invocation", "--only", "cold");

        Assert.True(exitCode == 0, errors);
        Assert.DoesNotContain("Not measured", output, StringComparison.Ordinal);
        foreach (var row in (string[])["connects at N=10", "last recipient, N=10", "deliveries, 5 senders", "route response", "post-back", "no row left", "allocated per message", "against 100 warm ones"])
        {
            Assert.Contains(row, output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("compare", "--only", "nothing")]
    [InlineData("compare", "--rounds", "0")]
    [InlineData("load", "--scenario", "broadcast", "--n", "1")]
    public async Task CommandLine_ThatIsWrong_IsRefused(params string[] arguments)
    {
        var (exitCode, _, errors) = await RunningBenchmark.RunAsync(arguments);

        Assert.NotEqual(0, exitCode);
        Assert.NotEmpty(errors);
    }
}
