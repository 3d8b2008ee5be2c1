using System.Collections.Concurrent;
using Chat.Emulator.Host;
using Chat.Emulator.Options;
using Microsoft.Extensions.Logging;

namespace Chat.Fuzz.Tests;

/// <summary>
/// One run against one emulator. It fails when an input isn't dealt with in time, when the emulator logs an error or ends, when somebody
/// else's connection isn't answered, and when sockets or memory are left behind.
/// </summary>
internal sealed class FuzzRun(int seed, TextWriter progress)
{
    // Far above what two busy cores take, far below what a person would call an end.
    private static readonly TimeSpan InputLimit = TimeSpan.FromSeconds(20);

    private const int Parallelism = 16;

    // A run ends by itself when all goes wrong.
    private const int MaxFailures = 20;

    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<string, int> _inputs = new();

    public static string[] Kinds => ["frames", "handshakes", "values", "requests", "templates"];

    public Task<FuzzOutcome> RunAsync(int inputs, string? onlyKind, CancellationToken cancellationToken) => WithEmulatorAsync(
        async (kinds, witness) =>
        {
            var chosen = kinds.Where(kind => onlyKind is null || kind.Name == onlyKind).ToArray();
            var share = (inputs + chosen.Length - 1) / chosen.Length;

            // Once around first, so that what is made once isn't taken for a leak.
            await RunKindsAsync(chosen, Math.Min(share, 500), witness, cancellationToken);
            var before = Footprint.OfThisProcess();
            await RunKindsAsync(chosen, share, witness, cancellationToken);
            await CheckAsync(before, witness, cancellationToken);
        },
        cancellationToken);

    public Task<FuzzOutcome> RunOneAsync(string kind, int index, CancellationToken cancellationToken) => WithEmulatorAsync(
        (kinds, _) => RunInputAsync(kinds.Single(candidate => candidate.Name == kind), index, cancellationToken), cancellationToken);

    private async Task<FuzzOutcome> WithEmulatorAsync(Func<IFuzzKind[], Witness, Task> run, CancellationToken cancellationToken)
    {
        using var errors = new ErrorLog(_failures.Enqueue);
        var options = new EmulatorOptions
        {
            Assembly = Path.Combine(AppContext.BaseDirectory, "target.yaml"),
            Port = 0,
            AreRatesEnforced = false,
        };
        await using var cloud = await LocalCloud.StartAsync(options, logging => logging.AddProvider(errors), cancellationToken);
        var stage = cloud.Stages.Single().WebSocketUrl;
        await using var witness = await Witness.ConnectAsync(stage, cancellationToken);
        using var templates = new TemplateInputs();
        await run([new FrameInputs(stage.Port), new HandshakeInputs(stage.Port), new ValueInputs(stage.Port), new RequestInputs(stage.Port), templates], witness);
        return new FuzzOutcome(seed, _inputs, witness.Answers, [.. _failures]);
    }

    private async Task RunKindsAsync(IFuzzKind[] kinds, int share, Witness witness, CancellationToken cancellationToken)
    {
        foreach (var kind in kinds)
        {
            var done = 0;
            var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(Numbers(kind, share), options, async (index, token) =>
            {
                await RunInputAsync(kind, index, token);
                if (Interlocked.Increment(ref done) % 1000 == 0)
                {
                    await witness.AskAsync(_failures.Enqueue, token);
                }
            });
            await progress.WriteLineAsync($"{kind.Name}: {_inputs.GetValueOrDefault(kind.Name)} inputs, {_failures.Count} failures");
        }
    }

    // An input may be several frames: their number is what counts.
    private IEnumerable<int> Numbers(IFuzzKind kind, int share)
    {
        var from = _inputs.GetValueOrDefault(kind.Name);
        for (var index = from; _inputs.GetValueOrDefault(kind.Name) - from < share && _failures.Count < MaxFailures; index++)
        {
            yield return index;
        }
    }

    private async Task RunInputAsync(IFuzzKind kind, int index, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(InputLimit);
        try
        {
            var made = await kind.RunAsync(new Random(unchecked((seed * 1_000_003) ^ index)), limit.Token);
            _inputs.AddOrUpdate(kind.Name, made, (_, sum) => sum + made);
        }
#pragma warning disable CA1031 // Whatever it is, it is what the run looks for.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            var what = e is OperationCanceledException ? $"not dealt with within {InputLimit.TotalSeconds} s" : e.ToString();
            _failures.Enqueue($"--kind {kind.Name} --seed {seed} --at {index}: {what}");
        }
    }

    private async Task CheckAsync(Footprint before, Witness witness, CancellationToken cancellationToken)
    {
        await witness.AskAsync(_failures.Enqueue, cancellationToken);
        if (await Footprint.GrownSinceAsync(before, cancellationToken) is { } growth)
        {
            _failures.Enqueue(growth);
        }
    }
}
