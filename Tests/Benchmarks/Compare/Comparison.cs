using System.Net.Sockets;
using Chat.Benchmarks.Contenders;
using Chat.Benchmarks.Report;

namespace Chat.Benchmarks.Compare;

/// <summary>
/// The whole run: round by round, and in each round contender by contender, so that a machine that gets slower or faster does so for all.
/// What fails is noted and doesn't end the run.
/// </summary>
internal sealed class Comparison(CompareOptions options, Recorder recorder)
{
    /// <summary>The name of what all this is about.</summary>
    public const string Emulator = "emulator";

    public const string EmulatorWithLimits = "emulator, limits on";

    /// <summary>As <c>dotnet run</c> starts it, where the emulator is measured native.</summary>
    public const string EmulatorOnDotNet = "emulator, dotnet run";

    private static readonly string[] ChatRows = [Rows.Connect, Rows.Broadcast, Rows.Deliveries, Rows.Leave];

    public async Task<Results> RunAsync(CancellationToken cancellationToken)
    {
        var startedAt = TimeProvider.System.GetUtcNow();
        var programs = await MeasuredPrograms.PublishAsync(options.Functions, options.Emulator, recorder, cancellationToken);
        var (native, nativeEmulator) = programs;
        var own = options.Rows.Contains(Rows.Answer)
            ? await MeasuredPrograms.PublishAsync(NativeProgram.BenchmarkFunctions, options.Functions, "--functions", recorder, cancellationToken)
            : null;
        var functions = FunctionCommands.Of(native, own);
        var emulator = new EmulatorContender(Emulator, nativeEmulator, functions, "--limits", "off");
        var limited = new EmulatorContender(EmulatorWithLimits, nativeEmulator, functions);
        var onDotNet = nativeEmulator is null ? null : new EmulatorContender(EmulatorOnDotNet, null, functions, "--limits", "off");
        var others = await OthersAsync(onDotNet, cancellationToken);
        for (var round = 1; round <= options.Rounds; round++)
        {
            Recorder.Say($"round {round} of {options.Rounds}");
            await RunRoundAsync(emulator, limited, others, native, functions, cancellationToken);
        }

        return new Results(
            startedAt, programs.Machine, options.Rounds, recorder.Figures, recorder.Notes);
    }

    private async Task RunRoundAsync(
        EmulatorContender emulator, EmulatorContender limited, Contender[] others, NativeProgram? native, FunctionCommands functions, CancellationToken cancellationToken)
    {
        var chat = new ChatSession(options, recorder);
        var answers = new AnswerSession(options, recorder);
        foreach (var clients in options.Rows.Overlaps(ChatRows) ? options.CrowdSizes : [])
        {
            foreach (var contender in (Contender[])[emulator, .. others])
            {
                await TryAsync($"{contender.Name} with {clients} clients", () => chat.RunAsync(contender, clients, null, cancellationToken));
            }

            await TryAsync($"{limited.Name} with {clients} clients", () => chat.RunAsync(limited, clients, [Rows.Broadcast], cancellationToken));
        }

        foreach (var contender in options.Rows.Contains(Rows.Answer) ? (Contender[])[emulator, .. others] : [])
        {
            await TryAsync($"{contender.Name}, answers", () => answers.RunAsync(contender, cancellationToken));
        }

        await TryRowAsync(Rows.Idle, () => new IdleRow(options, recorder).RunAsync(emulator, cancellationToken));
        await TryRowAsync(Rows.Invocation, () => new InvocationRow(options, recorder).RunAsync(emulator, cancellationToken));
        await TryRowAsync(Rows.Cold, () => new ColdRow(options, recorder).RunAsync([emulator, .. others.OfType<EmulatorContender>()], cancellationToken));
        await TryRowAsync(Rows.Start, () => new StartRow(recorder).RunAsync(Emulator, cancellationToken));
        foreach (var clients in options.FanOutSizes)
        {
            await TryRowAsync(Rows.FanOut, () => new FanOutRow(options, emulator, functions, recorder).RunAsync(clients, cancellationToken));
        }

        if (native is not null)
        {
            await TryRowAsync(Rows.Native, () => new NativeRow(native, recorder).RunAsync(Emulator, cancellationToken));
        }
    }

    private Task TryRowAsync(string row, Func<Task> measure) => options.Rows.Contains(row) ? TryAsync(row, measure) : Task.CompletedTask;

    private async Task TryAsync(string what, Func<Task> measure)
    {
        try
        {
            await measure();
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or TimeoutException or SocketException or Amazon.Runtime.AmazonServiceException or HttpRequestException)
        {
            recorder.Note($"{what}: {e.Message}");
        }
    }

    private async Task<Contender[]> OthersAsync(EmulatorContender? onDotNet, CancellationToken cancellationToken)
    {
        var able = new List<Contender> { new FloorContender() };
        if (onDotNet is not null)
        {
            able.Add(onDotNet);
        }

        if (!options.HasPeers || !options.Rows.Overlaps([.. ChatRows, Rows.Answer]))
        {
            return [.. able];
        }

        foreach (var peer in (Contender[])[new ServerlessOffline(isInProcess: false), new ServerlessOffline(isInProcess: true)])
        {
            if (await peer.PrepareAsync(cancellationToken) is { } problem)
            {
                recorder.Note($"{peer.Name} is not available: {problem}");
            }
            else
            {
                able.Add(peer);
            }
        }

        return [.. able];
    }
}
