using Microsoft.AspNetCore.SignalR;

/// <summary>A hub like any other: it runs under <c>app.MapHub&lt;ChatHub&gt;()</c> too.</summary>
public sealed class ChatHub : Hub
{
    public override Task OnConnectedAsync() => Clients.Others.SendAsync("arrived", Context.ConnectionId);

    public Task Say(string text) => Clients.All.SendAsync("said", Context.ConnectionId, text);

    public Task Join(string room) => Groups.AddToGroupAsync(Context.ConnectionId, room);

    public Task SayIn(string room, string text) => Clients.Group(room).SendAsync("said", Context.ConnectionId, text);
}
