using Chat.Emulator.Template;
using Route = Chat.Emulator.Template.Route;

namespace Chat.Emulator.Routing;

/// <summary>A stage with the routes that are deployed to it.</summary>
internal sealed record DeployedStage(WebSocketApi Api, Stage Stage, RouteSelector Selector)
{
    public Route? Connect => Api.Routes.GetValueOrDefault(RouteSelector.ConnectKey);

    public Route? Disconnect => Api.Routes.GetValueOrDefault(RouteSelector.DisconnectKey);
}
