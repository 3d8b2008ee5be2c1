using Chat.Benchmarks.Contenders;
using Chat.Benchmarks.Load;
using Chat.Benchmarks.Report;
using Chat.Benchmarks.Scenarios;

namespace Chat.Benchmarks.Compare;

/// <summary>
/// A contender from its start to its end with one crowd: connect, broadcast, leave. Started anew for every crowd and round, so that none
/// pays for what the one before left behind, and every contender is as warm as the next.
/// </summary>
internal sealed class ChatSession(CompareOptions options, Recorder recorder)
{
    private const int WarmUpClients = 10;
    private const int MessageSize = 64;

    private static readonly int[] SenderCounts = [1, 5, 20];
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan TidyLimit = TimeSpan.FromSeconds(60);

    /// <param name="only">Rows to measure of this contender. Null: all that were asked for.</param>
    public async Task RunAsync(Contender contender, int clients, string[]? only, CancellationToken cancellationToken)
    {
        bool Wants(string row) => options.Rows.Contains(row) && (only is null || only.Contains(row));
        var connects = clients >= options.ConnectSize && Wants(Rows.Connect);
        var broadcasts = options.BroadcastsAt(clients) && Wants(Rows.Broadcast);
        var delivers = clients == options.DeliverySize && Wants(Rows.Deliveries);
        var leaves = contender.HasTable && options.LeavesAt(clients) && Wants(Rows.Leave);
        if (clients > contender.MostClients || !(connects || broadcasts || delivers || leaves))
        {
            return;
        }

        await using var running = await contender.StartChatAsync(cancellationToken);
        using var rows = running.Table is null ? null : new RowsLeft(running.Table, Running.TableName);
        await WarmUpAsync(running, rows, cancellationToken);

        using var crowd = new Crowd(running.Url);
        var before = contender is EmulatorContender ? EmulatorUse.Of(running) : default;
        var took = await crowd.ConnectAsync(clients, LoadScenarios.ConnectConcurrency, cancellationToken);
        if (connects)
        {
            recorder.Add(Metrics.Connect(clients), contender.Name, clients / took.TotalSeconds);
        }

        if (connects && contender is EmulatorContender)
        {
            var used = EmulatorUse.Of(running) - before;
            recorder.Add(Metrics.ConnectProcessor(clients, "emulator"), contender.Name, 1_000 * used.Emulator / clients);
            recorder.Add(Metrics.ConnectProcessor(clients, "tables' server"), contender.Name, 1_000 * used.Tables / clients);
            recorder.Add(Metrics.ConnectProcessor(clients, "functions"), contender.Name, 1_000 * used.Functions / clients);
        }

        if (broadcasts)
        {
            var rounds = new Rounds(crowd, 1, MessageSize);
            await rounds.RunAsync(int.MaxValue, options.Measure, cancellationToken);
            recorder.Add(Metrics.Last(clients), contender.Name, rounds.Lasts.Percentile(50));
        }

        foreach (var senders in delivers ? SenderCounts : [])
        {
            var rounds = new Rounds(crowd, senders, MessageSize);
            var lasted = await rounds.RunAsync(int.MaxValue, options.Measure, cancellationToken);
            recorder.Add(Metrics.Deliveries(senders, clients), contender.Name, rounds.Lasts.Count * crowd.Count / lasted.TotalSeconds);
        }

        var since = await crowd.LeaveAsync(cancellationToken);
        if (leaves && rows is not null)
        {
            var (after, left) = await rows.WaitUntilNoneAsync(since, LeaveLimit, cancellationToken);
            recorder.Add(Metrics.NoRowLeft(clients), contender.Name, after?.TotalSeconds ?? double.NaN);
            recorder.Add(Metrics.RowsLeft(clients), contender.Name, left);
        }
    }

    private async Task WarmUpAsync(Running running, RowsLeft? rows, CancellationToken cancellationToken)
    {
        using var crowd = new Crowd(running.Url);
        await crowd.ConnectAsync(WarmUpClients, LoadScenarios.ConnectConcurrency, cancellationToken);
        await new Rounds(crowd, 2, MessageSize).RunAsync(int.MaxValue, options.WarmUp, cancellationToken);
        var since = await crowd.LeaveAsync(cancellationToken);
        if (rows is not null && await rows.WaitUntilNoneAsync(since, TidyLimit, cancellationToken) is { After: null, Left: var left })
        {
            throw new InvalidOperationException($"{left} rows were left after the warm-up.");
        }
    }
}
