using Chat.Benchmarks.Contenders;
using Chat.Benchmarks.Load;
using Chat.Benchmarks.Report;
using Chat.Benchmarks.Scenarios;

namespace Chat.Benchmarks.Compare;

/// <summary>Broadcasts as on AWS, where each post takes some 10 ms: whether the sending function keeps enough of them in flight.</summary>
internal sealed class FanOutRow(CompareOptions options, EmulatorContender emulator, FunctionCommands functions, Recorder recorder)
{
    private const int Concurrency = 32;
    private const int MessageSize = 64;
    private const int WarmUpMessages = 2;
    private const int Messages = 5;

    private const string SendFunction = "websocket-send";

    private static readonly string[] Faults = ["--faults", "posts.latency=10ms"];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly EmulatorContender _slow = new(emulator.Name, emulator.Native, functions, ["--limits", "off", .. Faults]);

    public async Task RunAsync(int clients, CancellationToken cancellationToken)
    {
        Running running;
        try
        {
            running = await _slow.StartChatAsync(cancellationToken);
        }
        catch (InvalidOperationException e) when (e.Message.Contains(Faults[0], StringComparison.Ordinal) && e.Message.Contains("--help", StringComparison.Ordinal))
        {
            recorder.Note($"fanout is not available: this emulator has no {string.Join(' ', Faults)}.");
            return;
        }

        await using (running)
        {
            using var crowd = new Crowd(running.Url);
            await crowd.ConnectAsync(clients, Concurrency, cancellationToken);
            await new Rounds(crowd, 1, MessageSize).RunAsync(WarmUpMessages, Limit, cancellationToken);
            var rounds = new Rounds(crowd, 1, MessageSize);
            var before = Processor(running, SendFunction);
            await rounds.RunAsync(options.IsQuick ? 1 : Messages, Limit, cancellationToken);
            var processor = Processor(running, SendFunction) - before;
            recorder.Add(Metrics.FanOutProcessor(clients), _slow.Name, 1_000 * processor / (rounds.Lasts.Count * clients));
            recorder.Add(Metrics.FanOut(clients), _slow.Name, rounds.Lasts.Percentile(50));
            recorder.Add(Metrics.FanOutMemory(clients), _slow.Name, SenderPeak(running) / 1024 / 1024);
            await crowd.LeaveAsync(cancellationToken);
        }
    }

    // In seconds, of all processes of the function, their starts included. None of them has ended: nothing here is idle for long.
    private static double Processor(Running running, string function) => EmulatorUse.Function(running, function).Select(ProcessUse.Processor).Sum();

    // Of several that send, the one that used most.
    private static double SenderPeak(Running running) => EmulatorUse.Function(running, SendFunction)
        .Select(ProcessUse.PeakResident)
        .Where(peak => !double.IsNaN(peak))
        .DefaultIfEmpty(double.NaN)
        .Max();
}
