using Chat.Emulator.Connections;
using Chat.Emulator.Responses;
using Chat.Emulator.Routing;
using Route = Chat.Emulator.Template.Route;

namespace Chat.Emulator.Integration;

/// <summary>
/// A message's way: route, event, invocation, answer. Messages of one connection run at the same time and may finish in any order,
/// as on AWS.
/// </summary>
internal sealed partial class MessageIntegration(
    GatewayDeployment deployment,
    IntegrationRunner runner,
    RouteResponder responder,
    RunningWork work,
    TimeProvider timeProvider,
    ILogger<MessageIntegration> logger)
{
    /// <summary>Begins handling a message; waits only for a free place, which holds back this client's reader and nobody else.</summary>
    public async ValueTask StartAsync(Connection connection, InboundMessage message)
    {
        try
        {
            await connection.MessagePlaces.WaitAsync(connection.Closing);
        }
        catch (OperationCanceledException)
        {
            LogNotHandled(connection.Id);
            message.Dispose();
            throw;
        }

        work.Begin();
        _ = HandleAsync(connection, message);
    }

    private async Task HandleAsync(Connection connection, InboundMessage message)
    {
        try
        {
            var stamp = EventStamp.Mint(timeProvider);
            var stage = deployment.Find(connection.ApiId, connection.StageName);
            if (stage?.Selector.Select(message.Text) is not { } route)
            {
                message.Dispose();
                await responder.ForbidAsync(connection, stamp);
                return;
            }

            var outcome = await InvokeAsync(connection, message, stage, route, stamp);
            await responder.RespondAsync(connection, route, stamp, outcome);
        }
#pragma warning disable CA1031 // Nobody awaits this task: a bug must not vanish with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogBug(e, connection.Id);
        }
        finally
        {
            connection.MessagePlaces.Release();
            work.End();
        }
    }

    private Task<InvocationOutcome> InvokeAsync(
        Connection connection,
        InboundMessage message,
        DeployedStage stage,
        Route route,
        EventStamp stamp)
    {
        using (message)
        {
            if (route.Integration is null)
            {
                return Task.FromResult<InvocationOutcome>(new InvocationOutcome.Unreachable("The route has no integration"));
            }

            var payload = ProxyEvents.Message(connection, stage, stamp, route.RouteKey, message.Text);
            return runner.RunAsync(route.Integration, payload, connection, route.RouteKey, stamp);
        }
    }

    [LoggerMessage(1410, LogLevel.Warning, "{ConnectionId} closes: a message that waited for a free place is not handled")]
    private partial void LogNotHandled(ConnectionId connectionId);

    [LoggerMessage(1411, LogLevel.Error, "{ConnectionId}: a bug in the gateway lost a message")]
    private partial void LogBug(Exception exception, ConnectionId connectionId);
}
