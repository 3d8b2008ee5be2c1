using Chat.SignalR.State;
using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR.Audiences;

/// <summary><c>Groups</c>, in the members' table.</summary>
internal sealed class HubGroups(IHubStore store) : IGroupManager
{
    public Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) =>
        store.AddToGroupAsync(connectionId, groupName, cancellationToken);

    public Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) =>
        store.RemoveFromGroupAsync(connectionId, groupName, cancellationToken);
}
