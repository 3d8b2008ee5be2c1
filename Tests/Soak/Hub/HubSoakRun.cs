namespace Chat.Soak.Tests.Hub;

/// <summary>One run of the chat's hub: its clients come, talk, go and come back; then it is counted who has what, and what is left.</summary>
internal sealed class HubSoakRun(HubSoakPlan plan, TextWriter progress)
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(60);

    private readonly TimeProvider _time = TimeProvider.System;

    public async Task<HubSoakOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("hub-soak-");
        try
        {
            await using var cloud = await HubCloud.StartAsync(folder.FullName, plan.Functions, cancellationToken);
            return await RunAsync(cloud, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<HubSoakOutcome> RunAsync(HubCloud cloud, CancellationToken cancellationToken)
    {
        var ledger = new HubLedger();
        var crowd = new HubCrowd(cloud.Url, plan, ledger, _time);
        using var rows = new StaleRows(cloud.Tables);
        await crowd.EnterAsync();
        await progress.WriteLineAsync($"{plan.Clients} clients in {plan.Rooms} rooms");

        var started = _time.GetTimestamp();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(plan.Duration);
        var sampling = SampleAsync(cloud, ledger, over.Token);
        TimeSpan talked;
        List<MemorySample> samples;
        RowCounts during;
        try
        {
            await crowd.TalkAsync(over.Token);
            talked = _time.GetElapsedTime(started);
            samples = await sampling;
            await crowd.SettleAsync(cancellationToken);
            ledger.Close();

            // $disconnect of the connections that were cut last may still be at it.
            during = await CountUntilAsync(rows, counts => counts == plan.ExpectedRows, cancellationToken);
        }
        finally
        {
            // Else clients would look for the cloud long after it is gone.
            await over.CancelAsync();
            await sampling;
            await crowd.LeaveAsync();
        }

        var left = await CountUntilAsync(rows, counts => counts.Total == 0, cancellationToken);
        return new HubSoakOutcome
        {
            Plan = plan,
            Talked = talked,
            Tally = ledger.Tally,
            Absences = crowd.Absences,
            Cuts = crowd.Cuts,
            Memory = MemoryThirds.Of([.. samples.Skip(samples.Count / 10)]),
            During = during,
            Left = left,
            Details = [.. ledger.Problems, .. ledger.Trouble],
        };
    }

    private async Task<List<MemorySample>> SampleAsync(HubCloud cloud, HubLedger ledger, CancellationToken over)
    {
        var samples = new List<MemorySample>();
        var started = _time.GetTimestamp();
        while (true)
        {
            await Task.Delay(plan.BetweenSamples, _time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested)
            {
                return samples;
            }

            samples.Add(cloud.Measure(_time.GetElapsedTime(started)));
            await progress.WriteLineAsync($"{samples[^1]}; {ledger.Tally}");
        }
    }

    private async Task<RowCounts> CountUntilAsync(StaleRows rows, Func<RowCounts, bool> isIt, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            var counts = await rows.CountAsync(cancellationToken);
            if (isIt(counts) || _time.GetElapsedTime(started) > EndLimit)
            {
                return counts;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), _time, cancellationToken);
        }
    }
}
