namespace Chat.Soak.Tests;

/// <summary>What goes wrong: one thing at a time, about one a second.</summary>
internal sealed class Chaos(RunProcesses processes, string codeFolder, int seed, TimeProvider time)
{
    private const string Send = "websocket-send";

    private static readonly string[] Functions = ["websocket-connect", "websocket-disconnect", Send];

    // It is started again five times a minute at most.
    private static readonly TimeSpan BetweenTableKills = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan BetweenReloads = TimeSpan.FromSeconds(15);

    private readonly Random _random = new(seed);
    private readonly HashSet<int> _stopped = [];
    private long _tableKilled = time.GetTimestamp();
    private long _reloaded = time.GetTimestamp();

    public ChaosCounts Counts { get; private set; } = new(0, 0, 0, 0, 0, 0);

    public async Task RunAsync(CancellationToken over)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(400, 1600)), time, over);
                await StrikeAsync(over);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The end of the run.
        }
        finally
        {
            ContinueAll();
        }
    }

    private void ContinueAll()
    {
        foreach (var id in _stopped)
        {
            RunProcesses.Signal(id, RunProcesses.Continue);
        }

        _stopped.Clear();
    }

    private async Task StrikeAsync(CancellationToken over)
    {
        if (time.GetElapsedTime(_tableKilled) > BetweenTableKills)
        {
            _tableKilled = time.GetTimestamp();
            Counts = Counts with { TableKills = Counts.TableKills + KillOne(processes.OfTables()) };
        }
        else if (time.GetElapsedTime(_reloaded) > BetweenReloads)
        {
            _reloaded = time.GetTimestamp();
            await File.WriteAllTextAsync(Path.Combine(codeFolder, "reloads.txt"), $"{Counts.Reloads + 1}", over);
            Counts = Counts with { Reloads = Counts.Reloads + 1 };
        }
        else if (_random.Next(2) == 0)
        {
            // Half of the time in the middle of an event: one that stands still has one before long.
            var function = Functions[_random.Next(Functions.Length)];
            var ids = processes.OfFunction(function);
            if (_random.Next(2) == 0)
            {
                await StopAsync(ids, TimeSpan.FromSeconds(1), over);
            }

            var killed = KillOne(ids);
            ContinueAll();
            Counts = function == Send ? Counts with { SendKills = Counts.SendKills + killed } : Counts with { OtherKills = Counts.OtherKills + killed };
        }
        else if (_random.Next(5) == 0)
        {
            Counts = Counts with { TableStops = Counts.TableStops + await StopOneAsync(processes.OfTables(), over) };
        }
        else
        {
            Counts = Counts with { FunctionStops = Counts.FunctionStops + await StopOneAsync(processes.OfFunction(Functions[_random.Next(Functions.Length)]), over) };
        }
    }

    private int KillOne(int[] ids) => ids.Length > 0 && RunProcesses.Signal(ids[_random.Next(ids.Length)], RunProcesses.Kill) ? 1 : 0;

    private async Task<int> StopOneAsync(int[] ids, CancellationToken over)
    {
        if (ids.Length == 0)
        {
            return 0;
        }

        int[] one = [ids[_random.Next(ids.Length)]];
        await StopAsync(one, TimeSpan.FromMilliseconds(_random.Next(100, 2_000)), over);
        ContinueAll();
        return 1;
    }

    private async Task StopAsync(int[] ids, TimeSpan period, CancellationToken over)
    {
        foreach (var id in ids)
        {
            _stopped.Add(id);
            RunProcesses.Signal(id, RunProcesses.Stop);
        }

        await Task.Delay(period, time, over);
    }
}

/// <summary>How often what went wrong.</summary>
internal sealed record ChaosCounts(int SendKills, int OtherKills, int TableKills, int FunctionStops, int TableStops, int Reloads)
{
    public override string ToString() =>
        $"{SendKills + OtherKills} functions killed ({SendKills} of websocket-send), the tables' server {TableKills} times, "
        + $"{FunctionStops} functions stopped for a while, the tables' server {TableStops} times, {Reloads} reloads";
}
