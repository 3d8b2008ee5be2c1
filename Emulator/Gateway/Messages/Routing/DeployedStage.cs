using System.Collections.Frozen;
using Chat.Emulator.Template;
using Chat.Emulator.Throttling;
using Chat.Emulator.Validation;
using Route = Chat.Emulator.Template.Route;

namespace Chat.Emulator.Routing;

/// <summary>A stage with the routes that are deployed to it.</summary>
/// <param name="Validators">Of the routes whose messages are validated, by route key.</param>
internal sealed record DeployedStage(
    WebSocketApi Api,
    Stage Stage,
    RouteSelector Selector,
    FrozenDictionary<string, RequestValidator> Validators,
    StageThrottle Throttle)
{
    public Route? Connect => Api.Routes.GetValueOrDefault(RouteSelector.ConnectKey);

    public Route? Disconnect => Api.Routes.GetValueOrDefault(RouteSelector.DisconnectKey);
}
