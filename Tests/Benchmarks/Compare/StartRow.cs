using System.Diagnostics;
using Chat.Benchmarks.Load;
using Chat.Benchmarks.Report;
using Chat.Benchmarks.Scenarios;

namespace Chat.Benchmarks.Compare;

/// <summary>From the command that a developer types to the first message that arrives.</summary>
internal sealed class StartRow(Recorder recorder)
{
    private const int MessageSize = 64;

    public async Task RunAsync(string contender, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await using var server = ServerProcess.Start(
            Paths.Dotnet, ["run", "--project", "AppHost", "-c", Paths.Configuration, "--no-build", "--", "--plain", "--port", "0"]);
        var url = new Uri("ws" + await server.WaitForAsync("ready ws", cancellationToken));
        using var crowd = new Crowd(url);
        await crowd.ConnectAsync(1, 1, cancellationToken);
        await new Rounds(crowd, 1, MessageSize).RunAsync(1, TimeSpan.MaxValue, cancellationToken);
        recorder.Add(Metrics.Start, contender, Stopwatch.GetElapsedTime(started).TotalSeconds);
        await crowd.LeaveAsync(cancellationToken);
    }
}
