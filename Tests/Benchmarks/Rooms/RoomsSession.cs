using System.Diagnostics;
using System.Globalization;
using Chat.Benchmarks.Contenders;
using Chat.Benchmarks.Load;
using Chat.Benchmarks.Report;

namespace Chat.Benchmarks.Rooms;

/// <summary>
/// People in rooms of the chat's hub, where one after the other says something, at a given rate: from sending to each member's hearing, its sender among them.
/// A message leaves when its time has come, whether or not those before it have been heard.
/// </summary>
internal sealed class RoomsSession(RoomsOptions options, Recorder recorder)
{
    private const int Concurrency = 16;

    public async Task RunAsync(string contender, Func<CancellationToken, Task<Running>> start, CancellationToken cancellationToken)
    {
        await using var running = await start(cancellationToken);
        using var crowd = new Crowd(number => new Uri($"{running.Url}?hub=chat&name=member-{number}"));
        var talk = new HubTalk(crowd, options.Clients);
        crowd.Receiver = talk;
        await crowd.ConnectAsync(options.Clients, Concurrency, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0,
            options.Clients,
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (client, token) => await talk.JoinAsync(client, options.RoomOf(client), token));
        recorder.Add(Of("joins, each told to its room", "/s", isHigherBetter: true), contender, options.Clients / Stopwatch.GetElapsedTime(started).TotalSeconds);

        await TalkAsync(talk, options.WarmUp, cancellationToken);
        var before = EmulatorUse.Of(running);
        await TalkAsync(talk, options.Measure, cancellationToken);
        var used = EmulatorUse.Of(running) - before;
        recorder.Add(Of("send to each hearing, p50", "ms"), contender, talk.Hearings.Percentile(50));
        recorder.Add(Of("send to each hearing, p95", "ms"), contender, talk.Hearings.Percentile(95));
        recorder.Add(Of("send to each hearing, p99", "ms"), contender, talk.Hearings.Percentile(99));
        recorder.Add(Of("send to the last hearing, p50", "ms"), contender, talk.Lasts.Percentile(50));
        var messages = talk.Lasts.Count;
        recorder.Add(Of("processor for a message: server or emulator", "ms"), contender, 1_000 * used.Emulator / messages);
        if (running.Table is not null)
        {
            recorder.Add(Of("processor for a message: tables' server", "ms"), contender, 1_000 * used.Tables / messages);
            recorder.Add(Of("processor for a message: functions", "ms"), contender, 1_000 * used.Functions / messages);
        }

        await crowd.LeaveAsync(cancellationToken);
    }

    private async Task TalkAsync(HubTalk talk, TimeSpan span, CancellationToken cancellationToken)
    {
        var messages = Math.Max(1, (int)(options.Rate * span.TotalSeconds));
        talk.Begin(messages * (options.SizeOf(0) + 1));
        var heard = new List<Task>(messages);
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < messages; number++)
        {
            var wait = TimeSpan.FromSeconds(number / options.Rate) - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, TimeProvider.System, cancellationToken);
            }

            // Another room each time, and in it another member.
            var room = number % options.Rooms;
            var member = room + (options.Rooms * (number / options.Rooms % options.SizeOf(room)));
            heard.Add(await talk.SayAsync(member, options.RoomOf(member), options.SizeOf(room), cancellationToken));
        }

        await Task.WhenAll(heard);
    }

    private Metric Of(string what, string unit, bool isHigherBetter = false) => new(
        "rooms",
        string.Create(CultureInfo.InvariantCulture, $"{options.Clients:N0} clients in {options.Rooms} rooms, {options.Rate:0.#} messages a second: {what}"),
        unit,
        Target: null,
        isHigherBetter);
}
