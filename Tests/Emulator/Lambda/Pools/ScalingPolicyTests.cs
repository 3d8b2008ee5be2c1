using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Pools;

namespace Chat.Emulator.Tests.Lambda.Pools;

public class ScalingPolicyTests
{
    private const int StartMs = 200;

    /// <param name="starts">How many environments are started, of which four may be there.</param>
    /// <param name="lookAgainMs">When to decide again; -1 for not before something happens.</param>
    [Theory]
    // Nobody works: one for each that waits, as far as none is on its way.
    [InlineData("nobody waits", 0, 0, 0, 0, 0, 0, 0, 0, -1)]
    [InlineData("the first event", 1, 0, 0, 0, 0, 0, 0, 1, 100)]
    [InlineData("three at once", 3, 0, 0, 0, 0, 0, 0, 3, 100)]
    [InlineData("more than there may be", 9, 0, 0, 0, 0, 0, 0, 4, -1)]
    [InlineData("one is on its way", 1, 0, 0, 1, 1, 0, 0, 0, 200)]
    [InlineData("a second comes meanwhile", 2, 0, 0, 1, 1, 0, 0, 1, 100)]
    // Somebody works: it waits for as long as a start takes.
    [InlineData("just come", 1, 0, 0, 1, 0, 0, 1, 0, 200)]
    [InlineData("in the midst of it", 1, 0, 120, 1, 0, 0, 1, 0, 80)]
    [InlineData("the timer fired early", 1, 0, 199.5, 1, 0, 0, 1, 0, 1)]
    [InlineData("overdue", 1, 1, 200, 1, 0, 0, 1, 1, 100)]
    [InlineData("three are overdue", 3, 3, 200, 1, 0, 0, 1, 3, -1)]
    [InlineData("overdue, and as many start", 2, 2, 0, 3, 2, 0, 1, 0, 200)]
    [InlineData("never empty, nobody overdue", 5, 0, 200, 1, 0, 0, 1, 1, 100)]
    [InlineData("never empty, but one starts", 5, 0, 200, 2, 1, 0, 1, 0, 200)]
    [InlineData("at the limit", 5, 5, 400, 4, 0, 0, 4, 0, -1)]
    // One that has just responded comes back at once.
    [InlineData("it comes back", 1, 0, 0, 1, 0, 1, 0, 0, 100)]
    [InlineData("it comes back, one is overdue", 1, 1, 200, 1, 0, 1, 0, 1, 100)]
    [InlineData("soon enough for a look", 1, 0, 150, 1, 0, 1, 0, 0, 50)]
    public void Decide_AtALoad_StartsThatMany(
        string load, int queued, int overdue, double queuedForMs, int environments, int starting, int returning, int busy, int starts, double lookAgainMs)
    {
        var decision = ScalingPolicy.Decide(
            new PoolLoad
            {
                Queued = queued,
                Overdue = overdue,
                QueuedFor = TimeSpan.FromMilliseconds(queuedForMs),
                Environments = environments,
                Starting = starting,
                Returning = returning,
                Busy = busy,
            },
            TimeSpan.FromMilliseconds(StartMs),
            maxEnvironments: 4);

        Assert.Equal((load, starts, lookAgainMs), (load, decision.Starts, decision.LookAgainIn?.TotalMilliseconds ?? -1));
    }

    [Fact]
    public void Decide_WhileOneWarmsUp_LooksAgainWhenItsFirstEventTookLong()
    {
        var load = new PoolLoad { Queued = 5, Overdue = 5, QueuedFor = TimeSpan.FromSeconds(1), Environments = 1, Busy = 1, IsWarmingUp = true };

        Assert.Equal(new(0, LambdaQuotas.FirstEvent), ScalingPolicy.Decide(load, TimeSpan.FromMilliseconds(StartMs), 4));
    }

    [Fact]
    public void Decide_WithAnAttachedProcess_LeavesTheEventsToIt()
    {
        var load = new PoolLoad { Queued = 5, Overdue = 5, QueuedFor = TimeSpan.FromSeconds(1), Environments = 1, Busy = 1, HasAttached = true };

        Assert.Equal(default, ScalingPolicy.Decide(load, TimeSpan.FromMilliseconds(StartMs), 4));
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(120, 120)]
    [InlineData(4000, 250)]
    public void StartCost_OfAStart_StaysWithinBounds(double measuredMs, double costMs) =>
        Assert.Equal(TimeSpan.FromMilliseconds(costMs), ScalingPolicy.StartCost(TimeSpan.FromMilliseconds(measuredMs)));
}
