using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Options;

namespace Chat.Emulator.Tests.Gateway.Connections;

/// <summary>
/// Two threads that each write and then look for what the other has written. Without full fences both may miss the other now and then, so it
/// takes many rounds to see it.
/// </summary>
public sealed class StopRaceTests
{
    private const int Rounds = 600_000;

    [Fact]
    public async Task Work_EndsWhileTheHostBeginsToWait_AlwaysWakesIt()
    {
        var lost = 0;

        await new Race(Rounds).RunAsync(
            () =>
            {
                var work = new WaitedFor(new RunningWork(TimeProvider.System));
                work.Work.Begin();
                return work;
            },
            round => round.Waiting = round.Work.WaitUntilIdleAsync(TimeSpan.FromHours(1), CancellationToken.None),
            round => round.Work.End(),
            round =>
            {
                if (!round.Waiting.IsCompleted && !SpinWait.SpinUntil(() => round.Waiting.IsCompleted, TimeSpan.FromSeconds(2)))
                {
                    lost++;
                }
            });

        Assert.Equal(0, lost);
    }

    [Fact]
    public async Task Connection_IsAddedWhileTheHostStops_IsRefusedOrAskedToClose()
    {
        var kept = 0;

        await new Race(Rounds).RunAsync(
            () => new Adding(new ConnectionRegistry(), NewConnection()),
            round => round.Registry.Stop(),
            round => round.IsAdded = round.Registry.TryAdd(round.Connection),
            round => kept += round.IsAdded && round.Connection.CloseReason is null ? 1 : 0);

        Assert.Equal(0, kept);

        static Connection NewConnection() => new(TimeProvider.System, GatewayLimits.Default)
        {
            ApiId = "api",
            StageName = "demo",
            DomainName = "localhost",
            Identity = new ConnectionIdentity("127.0.0.1", null),
        };
    }

    private sealed class WaitedFor(RunningWork work)
    {
        public RunningWork Work => work;

        public Task Waiting { get; set; } = Task.CompletedTask;
    }

    private sealed class Adding(ConnectionRegistry registry, Connection connection)
    {
        public ConnectionRegistry Registry => registry;

        public Connection Connection => connection;

        public bool IsAdded { get; set; }
    }
}
