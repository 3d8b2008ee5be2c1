using System.Globalization;
using Chat.Benchmarks.Contenders;
using Chat.Benchmarks.Load;
using Chat.Benchmarks.Report;

namespace Chat.Benchmarks.Compare;

/// <summary>What the emulator itself takes and allocates for a message whose function does nothing.</summary>
internal sealed class InvocationRow(CompareOptions options, Recorder recorder)
{
    public async Task RunAsync(EmulatorContender emulator, CancellationToken cancellationToken)
    {
        await using (var running = await emulator.StartEchoAsync(cancellationToken))
        {
            var (total, inward, outward) = await MeasureAsync(running.Url, cancellationToken);
            recorder.Add(Metrics.Invocation, emulator.Name, 1_000 * total.Percentile(50));
            recorder.Add(Metrics.InvocationIn, emulator.Name, 1_000 * inward.Percentile(50));
            recorder.Add(Metrics.InvocationOut, emulator.Name, 1_000 * outward.Percentile(50));
        }

        // The same again in a process that tells what it allocates: with a function attached from here, that is all the emulator's.
        await using var host = ServerProcess.Start(Paths.Dotnet, ["exec", Paths.Benchmarks, "host", EmulatorContender.Template]);
        var url = new Uri(await host.WaitForAsync("ready ", cancellationToken));
        await using var function = await NullFunction.AttachAsync(url, "bench-null", NullCalls.Answer, cancellationToken);
        using var crowd = new Crowd(url);
        await crowd.ConnectAsync(1, 1, cancellationToken);
        var calls = new NullCalls(crowd, function);
        await calls.RunAsync(options.Answers, cancellationToken);
        var before = await AllocatedAsync(host, cancellationToken);
        await calls.RunAsync(options.Answers, cancellationToken);
        recorder.Add(Metrics.Allocated, emulator.Name, (await AllocatedAsync(host, cancellationToken) - before) / options.Answers);
        await crowd.LeaveAsync(cancellationToken);
    }

    private async Task<(Samples Total, Samples In, Samples Out)> MeasureAsync(Uri url, CancellationToken cancellationToken)
    {
        await using var function = await NullFunction.AttachAsync(url, "bench-null", NullCalls.Answer, cancellationToken);
        using var crowd = new Crowd(url);
        await crowd.ConnectAsync(1, 1, cancellationToken);
        var calls = new NullCalls(crowd, function);
        await calls.RunAsync(options.Answers, cancellationToken);
        var measured = await calls.RunAsync(options.Answers, cancellationToken);
        await crowd.LeaveAsync(cancellationToken);
        return measured;
    }

    private static async Task<double> AllocatedAsync(ServerProcess host, CancellationToken cancellationToken) =>
        double.Parse(await host.AskAsync("allocated", "allocated ", cancellationToken), CultureInfo.InvariantCulture);
}
