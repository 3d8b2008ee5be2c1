using Chat.SignalR.Audiences;
using Chat.SignalR.State;
using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR.Events;

/// <summary>Runs one method of an instance of the hub, made and dressed for it.</summary>
internal static class HubRun
{
    /// <summary>A method that a client called; exceptions are the method's own, or say that the time is over.</summary>
    public static async Task<HubOutcome> MethodAsync(HubScope scope, HubConnection row, Func<Hub, IServiceProvider, Task<object?>> run)
    {
        try
        {
            return await scope.Core.Activator.UseAsync(async (hub, services) =>
            {
                var context = Dress(hub, scope, row);

                // A method that doesn't heed its token is left behind: Lambda freezes it with the process.
                var result = await run(hub, services).WaitAsync(scope.Time.Work);
                return new HubOutcome(result, context.IsAborted);
            });
        }
        finally
        {
            await scope.SettleAsync();
        }
    }

    /// <summary>A method of the hub's lifetime; its failure is told the log, and is in the outcome.</summary>
    public static async Task<HubOutcome> LifetimeAsync(HubScope scope, HubConnection row, string name, Func<Hub, Task> run)
    {
        try
        {
            return await MethodAsync(scope, row, async (hub, _) =>
            {
                await run(hub);
                return null;
            });
        }
        catch (Exception e)
        {
            scope.Log.LifetimeFailed(name, row.ConnectionId, e);
            return new HubOutcome(null, IsAborted: false) { Failure = e };
        }
    }

    private static LambdaHubCallerContext Dress(Hub hub, HubScope scope, HubConnection row)
    {
        var context = new LambdaHubCallerContext(scope.Seen(row), scope);
        hub.Context = context;
        hub.Clients = new HubCallerClients(scope, row.ConnectionId);
        hub.Groups = new HubGroups(scope.Core.Store);
        return context;
    }
}

/// <summary>How a method ended.</summary>
internal sealed record HubOutcome(object? Result, bool IsAborted)
{
    public Exception? Failure { get; init; }
}
