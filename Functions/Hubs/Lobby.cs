using System.Text;
using Amazon.Lambda.Core;
using Chat.Functions.Handlers;
using Chat.Functions.Rooms;
using Chat.SignalR;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Functions.Hubs;

/// <summary>What plain clients say is said in the lobby too.</summary>
internal sealed class Lobby(IRoomStore rooms, LambdaHub<ChatHub> hub)
{
    // The hub's members hear it after the plain clients have: what is left of the function's time.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>False when it could not be kept, or not be told; the plain clients have it all the same.</summary>
    public async Task<bool> HearAsync(WebSocketEvent message, byte[] text, ILambdaLogger log, CancellationToken deadline)
    {
        try
        {
            var (kept, cutFrom) = RoomRules.Cut(Encoding.UTF8.GetString(text));
            var draft = new Draft(Guid.NewGuid().ToString("N"), RoomRules.Generated("terminal", message.ConnectionId), kept, MayComeAgain: false, cutFrom);
            var committed = await rooms.CommitAsync(RoomRules.Lobby, draft, deadline);
            await using var sender = hub.Sender(message.DomainName, message.Stage, log, Limit);
            await sender.Clients.Group(RoomRules.Lobby).SendAsync("message", RoomRules.Lobby, committed, deadline);
            return true;
        }
        catch (Exception e)
        {
            log.LobbyFailed(message.ConnectionId, e);
            return false;
        }
    }
}
