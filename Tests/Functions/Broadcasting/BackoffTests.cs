using Chat.Functions.Broadcasting;

namespace Chat.Functions.Tests.Broadcasting;

public class BackoffTests
{
    [Theory]
    [InlineData(2, 200)]
    [InlineData(3, 400)]
    [InlineData(4, 800)]
    [InlineData(5, 1600)]
    public void Before_Attempt_LimitDoublesAndJitterTakesAnyPartOfIt(int attempt, int limit)
    {
        Assert.Equal(TimeSpan.Zero, new Backoff(() => 0).Before(attempt));
        Assert.Equal(TimeSpan.FromMilliseconds(limit / 4d), new Backoff(() => 0.25).Before(attempt));
        Assert.Equal(TimeSpan.FromMilliseconds(limit), new Backoff(() => 1).Before(attempt));
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(7, 128)]
    [InlineData(8, 128)]
    [InlineData(200, 128)]
    public void Before_ManyAttempts_LimitStaysAt32TimesTheFirst(int attempt, int limit) =>
        Assert.Equal(TimeSpan.FromMilliseconds(limit), new Backoff(() => 1, TimeSpan.FromMilliseconds(4)).Before(attempt));
}
