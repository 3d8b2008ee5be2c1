using Chat.Emulator.Gateway.Messages.Throttling;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tests.Options;

/// <summary>How many tokens there are, and when.</summary>
public sealed class TokenBucketTests
{
    private const long Second = TimeSpan.TicksPerSecond;

    [Theory]
    [InlineData(10, 5)]
    [InlineData(0.5, 3)]
    [InlineData(10_000, 5_000)]
    [InlineData(3, 1)]
    public void TryTake_FullThenAfterOneTokensTime_GivesBurstThenOne(double rate, int burst)
    {
        var bucket = new TokenBucket(rate, burst);
        var refill = (long)Math.Ceiling(Second / rate);

        Assert.Equal(burst, Take(bucket, now: 7));
        Assert.Equal(0, Take(bucket, now: 7 + (refill / 2)));
        Assert.Equal(1, Take(bucket, now: 7 + refill));
    }

    [Fact]
    public void TryTake_AfterALongRest_GivesNoMoreThanBurst()
    {
        var bucket = new TokenBucket(rate: 10, burst: 5);
        Take(bucket, now: 0);

        Assert.Equal(5, Take(bucket, now: 3600 * Second));
    }

    [Fact]
    public void TryTake_ForTenSeconds_GivesBurstAndTheRate()
    {
        var bucket = new TokenBucket(rate: 100, burst: 20);
        var taken = Enumerable.Range(0, 10_001).Sum(millisecond => Take(bucket, millisecond * TimeSpan.TicksPerMillisecond));

        Assert.Equal(20 + (100 * 10), taken);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    public void TryTake_RateOrBurst0_GivesNothingEver(double rate, int burst)
    {
        var bucket = new TokenBucket(rate, burst);

        Assert.False(bucket.TryTake(0));
        Assert.False(bucket.TryTake(365 * 24 * 3600 * Second));
    }

    [Theory]
    [InlineData(1e-300, int.MaxValue)]
    [InlineData(1e300, int.MaxValue)]
    public void TryTake_AbsurdLimits_GivesTheFirst(double rate, int burst) => Assert.True(new TokenBucket(rate, burst).TryTake(365 * 24 * 3600 * Second));

    [Fact]
    public void TryTake_ManyThreads_GiveNoMoreThanBurst()
    {
        var bucket = new TokenBucket(rate: 1, burst: 1000);
        var taken = 0;

        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 1000; i++)
            {
                Interlocked.Add(ref taken, bucket.TryTake(0) ? 1 : 0);
            }
        });

        Assert.Equal(1000, taken);
    }

    [Fact]
    public void StageThrottle_RouteSettings_AreItsOwnAndTakeWhatTheyLackFromTheStage()
    {
        var throttle = new StageThrottle(new Stage
        {
            Name = "demo",
            DefaultThrottle = new ThrottleSettings(1, 3),
            RouteThrottles = Stage("a", new ThrottleSettings(1, 2)).SetItem("b", new ThrottleSettings(1, null)).SetItem("c", ThrottleSettings.None),
        });

        Assert.Equal(2, Take(throttle.OfRoute("a")!, 0));
        Assert.Equal(3, Take(throttle.OfRoute("b")!, 0));
        Assert.Same(throttle.OfRoute(null), throttle.OfRoute("c"));
        Assert.Equal(3, Take(throttle.OfRoute("other")!, 0));
        Assert.Equal(0, Take(throttle.OfRoute("c")!, 0));
    }

    [Fact]
    public void StageThrottle_WithoutSettings_LimitsNothing() => Assert.Null(new StageThrottle(new Stage { Name = "demo" }).OfRoute("a"));

    private static System.Collections.Immutable.ImmutableDictionary<string, ThrottleSettings> Stage(string routeKey, ThrottleSettings settings) =>
        System.Collections.Immutable.ImmutableDictionary<string, ThrottleSettings>.Empty.Add(routeKey, settings);

    private static int Take(TokenBucket bucket, long now)
    {
        var taken = 0;
        while (bucket.TryTake(now))
        {
            taken++;
        }

        return taken;
    }
}
