using Chat.SignalR;

namespace Chat.Functions.Rooms;

/// <summary>Clients that speak no SignalR: they hear what is said in the lobby, as bare text.</summary>
internal interface IPlainClients
{
    Task SendAsync(ILambdaEventFeature received, string text, CancellationToken cancellationToken);
}
