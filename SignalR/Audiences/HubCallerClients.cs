using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR.Audiences;

/// <summary><c>Clients</c> of a hub's method: those of <see cref="HubClients"/>, and the caller.</summary>
internal sealed class HubCallerClients(IHubCalls calls, string connectionId) : IHubCallerClients
{
    private readonly HubClients _clients = new(calls);

    public ISingleClientProxy Caller => new AudienceProxy(calls, new Audience.Caller(connectionId));

    public IClientProxy Others => _clients.AllExcept([connectionId]);

    public IClientProxy All => _clients.All;

    public IClientProxy OthersInGroup(string groupName) => _clients.GroupExcept(groupName, [connectionId]);

    public IClientProxy AllExcept(IReadOnlyList<string> excludedConnectionIds) => _clients.AllExcept(excludedConnectionIds);

    public ISingleClientProxy Client(string connectionId) => _clients.Client(connectionId);

    public IClientProxy Clients(IReadOnlyList<string> connectionIds) => _clients.Clients(connectionIds);

    public IClientProxy Group(string groupName) => _clients.Group(groupName);

    public IClientProxy GroupExcept(string groupName, IReadOnlyList<string> excludedConnectionIds) => _clients.GroupExcept(groupName, excludedConnectionIds);

    public IClientProxy Groups(IReadOnlyList<string> groupNames) => _clients.Groups(groupNames);

    public IClientProxy User(string userId) => _clients.User(userId);

    public IClientProxy Users(IReadOnlyList<string> userIds) => _clients.Users(userIds);

    IClientProxy IHubCallerClients<IClientProxy>.Caller => Caller;

    IClientProxy IHubClients<IClientProxy>.Client(string connectionId) => Client(connectionId);
}
