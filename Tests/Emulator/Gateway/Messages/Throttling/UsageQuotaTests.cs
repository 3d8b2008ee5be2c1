using System.Globalization;
using Chat.Emulator.Gateway.Messages.Throttling;
using Chat.Emulator.Template;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Gateway.Messages.Throttling;

public sealed class UsageQuotaTests
{
    // A Tuesday.
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 31, 23, 0, 0, TimeSpan.Zero));
    private readonly UsageQuotas _quotas;

    public UsageQuotaTests() => _quotas = new UsageQuotas(_time);

    [Theory]
    [InlineData("Day", "2026-03-31", "2026-03-31")]
    [InlineData("Week", "2026-03-31", "2026-03-29")]
    [InlineData("Week", "2026-03-29", "2026-03-29")]
    [InlineData("Week", "2026-01-01", "2025-12-28")]
    [InlineData("Month", "2026-03-31", "2026-03-01")]
    public void Period_OfADay_StartsOn(string period, string day, string start) => Assert.Equal(
        DateOnly.Parse(start, CultureInfo.InvariantCulture),
        UsageQuotas.StartOf(Enum.Parse<QuotaPeriod>(period), DateOnly.Parse(day, CultureInfo.InvariantCulture)));

    [Fact]
    public void Key_AtItsLimit_IsRefusedUntilThePeriodIsOver()
    {
        var key = Key(limit: 2);

        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(_ => _quotas.TryUse(key)));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => _quotas.TryUse(key)));
    }

    [Fact]
    public void Offset_LowersTheFirstPeriodAlone()
    {
        var key = Key(limit: 2, offset: 1);

        Assert.Equal([true, false], Enumerable.Range(0, 2).Select(_ => _quotas.TryUse(key)));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => _quotas.TryUse(key)));
    }

    [Fact]
    public void Keys_OfOnePlan_AreCountedEachByItself()
    {
        Assert.True(_quotas.TryUse(Key(limit: 1)));
        Assert.True(_quotas.TryUse(Key(limit: 1) with { Value = "another" }));
        Assert.False(_quotas.TryUse(Key(limit: 1)));
    }

    [Fact]
    public void Limit_RaisedByADeployment_HoldsForWhatWasUsedBefore()
    {
        Assert.True(_quotas.TryUse(Key(limit: 1)));

        Assert.Equal([true, false], Enumerable.Range(0, 2).Select(_ => _quotas.TryUse(Key(limit: 2))));
    }

    [Fact]
    public void Key_WithoutAQuota_IsNeverRefused() => Assert.True(_quotas.TryUse(Key(limit: 0) with { Quota = null }));

    private static ApiKey Key(int limit, int offset = 0) =>
        new("Key", "value", false, ThrottleSettings.None) { Quota = new UsageQuota("plan", limit, QuotaPeriod.Day, offset) };
}
