using Chat.SignalR.Dispatch;
using Chat.SignalR.Protocol;
using Chat.SignalR.Slices;
using Chat.SignalR.State;

namespace Chat.SignalR;

/// <summary>What a hub's events share for the life of the process.</summary>
/// <param name="Name">What clients name the hub by.</param>
/// <param name="Store">Its connections.</param>
/// <param name="Protocol">Its frames.</param>
/// <param name="Methods">Its methods.</param>
/// <param name="Activator">Makes an instance for each call.</param>
internal sealed record HubCore(string Name, IHubStore Store, HubProtocol Protocol, HubMethods Methods, HubActivator Activator)
{
    /// <summary>Splits calls to large audiences; null: no call is split.</summary>
    public FanOut? FanOut { get; init; }
}
