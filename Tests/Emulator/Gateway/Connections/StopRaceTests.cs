using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Connections;

/// <summary>
/// Two threads that each write and then look for what the other has written. Without full fences both may miss the other: once in tens of thousands of$
/// 625,000, so it takes that many rounds to see it.
/// </summary>
public sealed class StopRaceTests
{
    private const int Rounds = 150_000;

    [Fact]
    public async Task Work_EndsWhileTheHostBeginsToWait_AlwaysWakesIt()
    {
        RunningWork? work = null;
        Task? waiting = null;
        var lost = 0;
        using var round = new Barrier(2);
        var ending = Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < Rounds; i++)
                {
                    round.SignalAndWait();
                    work!.End();
                    round.SignalAndWait();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        for (var i = 0; i < Rounds; i++)
        {
            work = new RunningWork();
            work.Begin();
            round.SignalAndWait();
            waiting = work.WaitUntilIdleAsync(TimeSpan.FromHours(1), TimeProvider.System, CancellationToken.None);
            round.SignalAndWait();
            if (!waiting.IsCompleted && !SpinWait.SpinUntil(() => waiting.IsCompleted, TimeSpan.FromSeconds(2)))
            {
                lost++;
            }
        }

        await ending.Soon();
        Assert.Equal(0, lost);
    }

    [Fact]
    public async Task Connection_IsAddedWhileTheHostStops_IsRefusedOrAskedToClose()
    {
        ConnectionRegistry? registry = null;
        Connection? connection = null;
        var kept = 0;
        using var round = new Barrier(2);
        var adding = Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < Rounds; i++)
                {
                    round.SignalAndWait();
                    var isAdded = registry!.TryAdd(connection!);
                    round.SignalAndWait();
                    if (isAdded && connection!.CloseReason is null)
                    {
                        kept++;
                    }

                    round.SignalAndWait();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        for (var i = 0; i < Rounds; i++)
        {
            (registry, connection) = (new ConnectionRegistry(), NewConnection());
            round.SignalAndWait();
            registry.Stop();
            round.SignalAndWait();
            round.SignalAndWait();
        }

        await adding.Soon();
        Assert.Equal(0, kept);

        static Connection NewConnection() => new(TimeProvider.System, GatewayLimits.Default)
        {
            ApiId = "api",
            StageName = "demo",
            DomainName = "localhost",
            Identity = new ConnectionIdentity("127.0.0.1", null),
        };
    }
}
