using Chat.Benchmarks.Compare;
using Chat.Benchmarks.Load;
using Chat.Benchmarks.Rooms;

namespace Chat.Benchmarks.Split;

/// <summary>A message to a room that grows, for one size of slices: from sending to the last one's hearing, where each post takes a while, as on AWS.</summary>
internal sealed class SplitSession(MeasuredPrograms programs, int latency, int messages)
{
    /// <summary>A slice that nobody's room is larger than: the function that speaks posts itself.</summary>
    public const int Whole = 1_000_000;

    private const string Room = "large";
    private const int WarmUpMessages = 3;
    private const int Concurrency = 32;

    /// <summary>The medians in milliseconds, by size.</summary>
    public async Task<IReadOnlyDictionary<int, double>> RunAsync(int slice, IReadOnlyList<int> sizes, CancellationToken cancellationToken)
    {
        var contender = programs.Emulator(
            Comparison.Emulator, "--limits", "off", "--faults", $"posts.latency={latency}ms", "--variable", $"websocket-hub.BROADCAST_THRESHOLD={slice}");
        await using var running = await contender.StartChatAsync(cancellationToken);

        // One speaks, and is in the room as any client is; the others hear what it says, and say nothing.
        using var crowd = new Crowd(number => number == 0 ? new Uri($"{running.Url}?hub=chat&name=speaker") : running.Url);
        using var memberships = new Memberships(running.Table!);
        var talk = new HubTalk(crowd, sizes.Max());
        crowd.Receiver = talk;
        var medians = new Dictionary<int, double>();
        foreach (var size in sizes)
        {
            var isFirst = crowd.Count == 0;
            await crowd.ConnectAsync(size - crowd.Count, Concurrency, cancellationToken);
            if (isFirst)
            {
                await talk.JoinAsync(0, Room, cancellationToken);
            }

            await memberships.AddEverybodyAsync(Room, cancellationToken);
            await TalkAsync(talk, size, WarmUpMessages, cancellationToken);
            await TalkAsync(talk, size, messages, cancellationToken);
            medians[size] = talk.Lasts.Percentile(50);
            Report.Recorder.Say($"{size} members, slices of {(slice == Whole ? "everybody" : slice)}: {medians[size]:0} ms (p95 {talk.Lasts.Percentile(95):0} ms)");
        }

        await crowd.LeaveAsync(cancellationToken);
        return medians;
    }

    private static async Task TalkAsync(HubTalk talk, int size, int messages, CancellationToken cancellationToken)
    {
        talk.Begin(messages * size);
        for (var number = 0; number < messages; number++)
        {
            await await talk.SayAsync(0, Room, size, cancellationToken);
        }
    }
}
