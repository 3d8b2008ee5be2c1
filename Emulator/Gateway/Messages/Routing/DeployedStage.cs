using System.Collections.Frozen;
using Chat.Emulator.Gateway.Messages.Throttling;
using Chat.Emulator.Gateway.Messages.Validation;
using Chat.Emulator.Template;
using Route = Chat.Emulator.Template.Route;

namespace Chat.Emulator.Gateway.Messages.Routing;

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
