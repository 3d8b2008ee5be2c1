using Chat.SignalR.Protocol;
using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR.Audiences;

/// <summary>What <c>SendAsync</c> is called on.</summary>
internal sealed class AudienceProxy(IHubCalls calls, Audience audience) : ISingleClientProxy
{
    public Task SendCoreAsync(string method, object?[] args, CancellationToken cancellationToken = default) =>
        calls.CallAsync(audience, method, args, cancellationToken);

    public Task<T> InvokeCoreAsync<T>(string method, object?[] args, CancellationToken cancellationToken) =>
        Task.FromException<T>(new HubException(Refusal.ClientResults(method)));
}
