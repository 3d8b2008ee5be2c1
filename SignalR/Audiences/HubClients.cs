using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR.Audiences;

/// <summary><c>Clients</c> of a sender that is no hub's method: everybody but a caller.</summary>
internal sealed class HubClients(IHubCalls calls) : IHubClients
{
    public IClientProxy All => To(new Audience.All([]));

    public IClientProxy AllExcept(IReadOnlyList<string> excludedConnectionIds) => To(new Audience.All(excludedConnectionIds));

    public ISingleClientProxy Client(string connectionId) => new AudienceProxy(calls, new Audience.Named([connectionId]));

    public IClientProxy Clients(IReadOnlyList<string> connectionIds) => To(new Audience.Named(connectionIds));

    public IClientProxy Group(string groupName) => To(new Audience.Group(groupName, []));

    public IClientProxy GroupExcept(string groupName, IReadOnlyList<string> excludedConnectionIds) => To(new Audience.Group(groupName, excludedConnectionIds));

    public IClientProxy Groups(IReadOnlyList<string> groupNames) => To(new Audience.Several([.. groupNames.Select(name => new Audience.Group(name, []))]));

    public IClientProxy User(string userId) => To(new Audience.User(userId));

    public IClientProxy Users(IReadOnlyList<string> userIds) => To(new Audience.Several([.. userIds.Select(id => new Audience.User(id))]));

    IClientProxy IHubClients<IClientProxy>.Client(string connectionId) => Client(connectionId);

    private AudienceProxy To(Audience audience) => new(calls, audience);
}
