using System.Collections.Concurrent;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Throttling;

/// <summary>
/// Counts what API keys have used of their usage plans' quotas. Outlives deployments: a changed limit holds for what was used before, too.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
/// </summary>
/// <remarks>As large as the templates have keys.</remarks>
internal sealed class UsageQuotas(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string UsagePlan, string Key), Usage> _usages = new();

    /// <summary>Counts a request. False when the quota doesn't allow it; it isn't counted then. Keys without a quota may always.</summary>
    public bool TryUse(ApiKey key)
    {
        if (key.Quota is not { } quota)
        {
            return true;
        }

        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return _usages.GetOrAdd((quota.UsagePlan, key.Value), _ => new Usage()).TryAdd(quota, StartOf(quota.Period, day));
    }

    /// <summary>The first day of the period in which that day is.</summary>
    internal static DateOnly StartOf(QuotaPeriod period, DateOnly day) => period switch
    {
        QuotaPeriod.Day => day,
        QuotaPeriod.Week => day.AddDays(-(int)day.DayOfWeek),
        _ => new DateOnly(day.Year, day.Month, 1),
    };

    private sealed class Usage
    {
        private readonly Lock _gate = new();
        private DateOnly _start;
        private bool _isFirst;
        private long _used;

        public bool TryAdd(UsageQuota quota, DateOnly start)
        {
            lock (_gate)
            {
                if (start != _start)
                {
                    _isFirst = _start == default;
                    _start = start;
                    _used = 0;
                }

                var limit = (long)quota.Limit - (_isFirst ? quota.Offset : 0);
                if (_used >= limit)
                {
                    return false;
                }

                _used++;
                return true;
            }
        }
    }
}
