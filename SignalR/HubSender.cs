using Chat.SignalR.Audiences;
using Chat.SignalR.Events;
using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR;

/// <summary>
/// A hub's <see cref="IHubContext{THub}"/> within one invocation. Dispose of it before the invocation ends: that waits for what is under way, and removes the
/// connections that were found gone.
/// </summary>
/// <typeparam name="THub">The hub.</typeparam>
public sealed class HubSender<THub> : IHubContext<THub>, IAsyncDisposable
    where THub : Hub
{
    private readonly HubScope _scope;

    internal HubSender(HubScope scope)
    {
        _scope = scope;
        Clients = new HubClients(scope);
        Groups = new HubGroups(scope.Core.Store);
    }

    /// <inheritdoc/>
    public IHubClients Clients { get; }

    /// <inheritdoc/>
    public IGroupManager Groups { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _scope.SettleAsync();
        await Ending.EndGoneAsync(_scope);
        _scope.Time.Dispose();
    }
}
