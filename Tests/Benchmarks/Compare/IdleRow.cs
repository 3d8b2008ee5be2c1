using Chat.Benchmarks.Contenders;
using Chat.Benchmarks.Load;
using Chat.Benchmarks.Report;

namespace Chat.Benchmarks.Compare;

/// <summary>Many connections that do nothing: what each holds, what all burn, and whom they slow down.</summary>
internal sealed class IdleRow(CompareOptions options, Recorder recorder)
{
    private const int Concurrency = 32;

    public async Task RunAsync(EmulatorContender emulator, CancellationToken cancellationToken)
    {
        await using var running = await emulator.StartEchoAsync(cancellationToken);
        await using var function = await NullFunction.AttachAsync(running.Url, "bench-null", NullCalls.Answer, cancellationToken);
        using var caller = new Crowd(running.Url);
        await caller.ConnectAsync(1, 1, cancellationToken);
        var calls = new NullCalls(caller, function);

        // The base is a process that has done the same once: its code compiled, its buffers made.
        using (var first = new Crowd(running.Url))
        {
            await first.ConnectAsync(options.IdleClients / 20, Concurrency, cancellationToken);
            await first.LeaveAsync(cancellationToken);
        }

        await calls.RunAsync(options.Answers, cancellationToken);
        var alone = (await calls.RunAsync(options.Answers, cancellationToken)).Total.Percentile(50);
        await SettleAsync(cancellationToken);
        var memoryBefore = ProcessUse.Resident(running.Server.Id);

        using var crowd = new Crowd(running.Url);
        await crowd.ConnectAsync(options.IdleClients, Concurrency, cancellationToken);
        await SettleAsync(cancellationToken);
        var memory = ProcessUse.Resident(running.Server.Id) - memoryBefore;
        recorder.Add(Metrics.IdleMemory(crowd.Count), emulator.Name, memory / 1024 / crowd.Count);

        var processorBefore = ProcessUse.Processor(running.Server.Id);
        await SettleAsync(cancellationToken);
        var processor = ProcessUse.Processor(running.Server.Id) - processorBefore;
        recorder.Add(Metrics.IdleProcessor(crowd.Count), emulator.Name, 100 * processor / options.Settle.TotalSeconds);

        await calls.RunAsync(options.Answers / 10, cancellationToken);
        var beside = (await calls.RunAsync(options.Answers, cancellationToken)).Total.Percentile(50);
        recorder.Add(Metrics.IdleSlowdown(crowd.Count), emulator.Name, beside / alone);
        await crowd.LeaveAsync(cancellationToken);
    }

    // Time itself is measured here: what a server that nobody talks to does with it.
    private Task SettleAsync(CancellationToken cancellationToken) => Task.Delay(options.Settle, TimeProvider.System, cancellationToken);
}
