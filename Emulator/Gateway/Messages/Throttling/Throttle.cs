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

    private readonly UsageQuotas _quotas = new(timeProvider);

    private long Now => timeProvider.GetElapsedTime(_start).Ticks;

    /// <summary>A handshake: a request to the <c>$connect</c> route, and one of the account's new connections.</summary>
    public bool TryConnect(DeployedStage stage)
    {
        if (!limits.AreRatesEnforced)
        {
            return true;
        }

        var now = Now;
        return TryRequest(stage, RouteSelector.ConnectKey, now) && _newConnections.TryTake(now);
    }

    /// <param name="routeKey">Null when no route matches the message.</param>
    public bool TryMessage(DeployedStage stage, string? routeKey) => !limits.AreRatesEnforced || TryRequest(stage, routeKey, Now);

    /// <summary>A call of <c>@connections</c>: AWS limits them by account alone.</summary>
    public bool TryCallback() => !limits.AreRatesEnforced || _account.TryTake(Now);

    /// <summary>A handshake with an API key, at the rate of the key's usage plan.</summary>
    public bool TryApiKey(DeployedStage stage, string value) =>
        !limits.AreRatesEnforced || (stage.Throttle.OfApiKey(value)?.TryTake(Now) ?? true);

    /// <summary>The same handshake, as one of those that the plan's quota lets the key make.</summary>
    public bool TryQuota(ApiKey key) => !limits.AreRatesEnforced || _quotas.TryUse(key);

    private bool TryRequest(DeployedStage stage, string? routeKey, long now) =>
        (stage.Throttle.OfRoute(routeKey)?.TryTake(now) ?? true) && _account.TryTake(now);
}
