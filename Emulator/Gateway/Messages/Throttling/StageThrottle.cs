using System.Collections.Frozen;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Throttling;

/// <summary>
/// The buckets of a stage: one for each route with settings of its own, one that all the other routes share, one for each API key whose
/// usage plan has settings. What a setting leaves open is taken from the next wider one: route, stage, account.
/// </summary>
internal sealed class StageThrottle
{
    private readonly TokenBucket? _stage;
    private readonly FrozenDictionary<string, TokenBucket> _routes;
    private readonly FrozenDictionary<string, TokenBucket> _apiKeys;

    public StageThrottle(Stage stage)
    {
        var settings = stage.DefaultThrottle;
        _stage = settings == ThrottleSettings.None ? null : Bucket(settings);
        _routes = stage.RouteThrottles.Where(route => route.Value != ThrottleSettings.None).ToFrozenDictionary(
            route => route.Key,
            route => Bucket(new ThrottleSettings(
                route.Value.RateLimit ?? settings.RateLimit,
                route.Value.BurstLimit ?? settings.BurstLimit)),
            StringComparer.Ordinal);
        _apiKeys = stage.ApiKeys.Where(key => key.Throttle != ThrottleSettings.None).ToFrozenDictionary(
            key => key.Value,
            key => Bucket(key.Throttle),
            StringComparer.Ordinal);
    }

    /// <summary>Null when nothing below the account limits the route.</summary>
    /// <param name="routeKey">Null for a message that no route matches.</param>
    public TokenBucket? OfRoute(string? routeKey) =>
        routeKey is not null && _routes.TryGetValue(routeKey, out var own) ? own : _stage;

    /// <summary>Null when the key's usage plan limits nothing.</summary>
    public TokenBucket? OfApiKey(string value) => _apiKeys.GetValueOrDefault(value);

    /// <summary>The bucket of a setting; what it leaves open is the account's.</summary>
    private static TokenBucket Bucket(ThrottleSettings settings) =>
        new(settings.RateLimit ?? Quotas.AccountRate, settings.BurstLimit ?? Quotas.AccountBurst);
}
