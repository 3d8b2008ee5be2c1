using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Throttling;

/// <summary>
/// Lets requests through at the rates of route, stage and account, in this order. A request that a wider limit refuses has taken its
/// token of the narrower one all the same, as AWS promises best effort and no more.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-protect.html
/// </summary>
internal sealed class Throttle(GatewayLimits limits, TimeProvider timeProvider)
{
    private readonly long _start = timeProvider.GetTimestamp();
    private readonly TokenBucket _account = new(limits.AccountRate, limits.AccountBurst);
    private readonly TokenBucket _newConnections = new(limits.NewConnectionRate, limits.NewConnectionRate);

    // Said to each that is refused, and to many at a time.
    private readonly string _accountWords = Words("requests", limits.AccountRate, limits.AccountBurst, "account");
    private readonly string _newConnectionsWords = Words("new connections", limits.NewConnectionRate, null, "account");

    private readonly UsageQuotas _quotas = new(timeProvider);

    private long Now => timeProvider.GetElapsedTime(_start).Ticks;

    /// <summary>A handshake: a request to the <c>$connect</c> route, and one of the account's new connections.</summary>
    /// <param name="limit">The rate that is used up, in words.</param>
    public bool TryConnect(DeployedStage stage, [NotNullWhen(false)] out string? limit)
    {
        limit = null;
        if (!limits.AreRatesEnforced)
        {
            return true;
        }

        var now = Now;
        limit = FindUsedUp(stage, RouteSelector.ConnectKey, now)
            ?? (_newConnections.TryTake(now) ? null : _newConnectionsWords);
        return limit is null;
    }

    /// <param name="routeKey">Null when no route matches the message.</param>
    /// <param name="limit">The rate that is used up, in words.</param>
    public bool TryMessage(DeployedStage stage, string? routeKey, [NotNullWhen(false)] out string? limit)
    {
        limit = limits.AreRatesEnforced ? FindUsedUp(stage, routeKey, Now) : null;
        return limit is null;
    }

    /// <summary>A call of <c>@connections</c>: AWS limits them by account alone.</summary>
    /// <param name="limit">The rate that is used up, in words.</param>
    public bool TryCallback([NotNullWhen(false)] out string? limit)
    {
        limit = !limits.AreRatesEnforced || _account.TryTake(Now) ? null : _accountWords;
        return limit is null;
    }

    /// <summary>A handshake with an API key, at the rate of the key's usage plan.</summary>
    public bool TryApiKey(DeployedStage stage, string value) =>
        !limits.AreRatesEnforced || (stage.Throttle.OfApiKey(value)?.TryTake(Now) ?? true);

    /// <summary>The same handshake, as one of those that the plan's quota lets the key make.</summary>
    public bool TryQuota(ApiKey key) => !limits.AreRatesEnforced || _quotas.TryUse(key);

    private string? FindUsedUp(DeployedStage stage, string? routeKey, long now) =>
        stage.Throttle.OfRoute(routeKey)?.TryTake(now) == false ? RouteWords(stage.Stage, routeKey)
        : _account.TryTake(now) ? null
        : _accountWords;

    private static string RouteWords(Stage stage, string? routeKey)
    {
        var isOfRoute = stage.RouteThrottles.GetValueOrDefault(routeKey ?? "", ThrottleSettings.None) is var own && own != ThrottleSettings.None;
        return Words(
            "requests",
            own.RateLimit ?? stage.DefaultThrottle.RateLimit ?? Quotas.AccountRate,
            own.BurstLimit ?? stage.DefaultThrottle.BurstLimit ?? Quotas.AccountBurst,
            isOfRoute ? $"route {routeKey} of stage {stage.Name}" : $"stage {stage.Name}");
    }

    private static string Words(string what, double rate, int? burst, string whose) => string.Create(
        CultureInfo.InvariantCulture, $"the limit of the {whose}, {rate:#,0.##} {what} a second{(burst is null ? "" : $" with a burst of {burst:#,0}")}");
}
