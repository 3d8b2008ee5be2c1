using Chat.SignalR.Dispatch;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.SignalR;

/// <summary>An instance of the hub for each call, with a scope of the services, as under ASP.NET Core.</summary>
internal sealed class HubActivator(IServiceProvider? services, Func<IServiceProvider, Hub> create)
{
    public async Task<T> UseAsync<T>(Func<Hub, IServiceProvider, Task<T>> use)
    {
        if (services is null)
        {
            using var hub = create(HubServices.None);
            return await use(hub, HubServices.None);
        }

        await using var scope = services.CreateAsyncScope();
        using var scoped = create(scope.ServiceProvider);
        return await use(scoped, scope.ServiceProvider);
    }
}
