using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Functions.Tests.Rooms;

/// <summary>Who calls a hub that no server runs.</summary>
internal sealed class Caller(string connectionId, string? user, params (string Type, string Value)[] claims) : HubCallerContext
{
    public override string ConnectionId => connectionId;

    public override string? UserIdentifier => user;

    public override ClaimsPrincipal User { get; } = new(new ClaimsIdentity(claims.Select(claim => new Claim(claim.Type, claim.Value))));

    public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override CancellationToken ConnectionAborted => CancellationToken.None;

    public override void Abort()
    {
    }
}

/// <summary>Clients that hear nothing.</summary>
/// <param name="told">Takes down what they would have heard.</param>
internal sealed class Nobody(List<string>? told = null) : IHubCallerClients
{
    private Silence Silent { get; } = new(told);

    public IClientProxy Caller => Silent;

    public IClientProxy Others => Silent;

    public IClientProxy All => Silent;

    public IClientProxy OthersInGroup(string groupName) => Silent;

    public IClientProxy AllExcept(IReadOnlyList<string> excludedConnectionIds) => Silent;

    public IClientProxy Client(string connectionId) => Silent;

    public IClientProxy Clients(IReadOnlyList<string> connectionIds) => Silent;

    public IClientProxy Group(string groupName) => Silent;

    public IClientProxy GroupExcept(string groupName, IReadOnlyList<string> excludedConnectionIds) => Silent;

    public IClientProxy Groups(IReadOnlyList<string> groupNames) => Silent;

    public IClientProxy User(string userId) => Silent;

    public IClientProxy Users(IReadOnlyList<string> userIds) => Silent;

    private sealed class Silence(List<string>? told) : IClientProxy
    {
        public Task SendCoreAsync(string method, object?[] args, CancellationToken cancellationToken = default)
        {
            told?.Add(method);
            return Task.CompletedTask;
        }
    }
}

/// <summary>Groups that nobody is in.</summary>
internal sealed class NoGroups : IGroupManager
{
    public Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) => Task.CompletedTask;
}
