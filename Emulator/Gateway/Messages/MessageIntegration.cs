using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Integration;
using Chat.Emulator.Gateway.Messages.Responses;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Gateway.Messages.Throttling;
using Chat.Emulator.Invocations;
using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.Journal;
using Chat.Emulator.Options;
using Chat.Emulator.Telemetry;
using Chat.Emulator.Template;
using Route = Chat.Emulator.Template.Route;

namespace Chat.Emulator.Gateway.Messages;

/// <summary>
/// A message's way: route, event, invocation, answer. Messages of one connection run at the same time and may finish in any order,
/// as on AWS.
/// </summary>
internal sealed partial class MessageIntegration(
    GatewayDeployment deployment,
    IntegrationRunner runner,
    RouteResponder responder,
    Throttle throttle,
    RunningWork work,
    GatewayLimits limits,
    FaultInjection faults,
    TimeProvider timeProvider,
    EventJournal journal,
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
            if (faults.InForce is { } inForce)
            {
                await inForce.DelayMessageAsync(connection.Id.ToString());
            }

            using var span = GatewaySpans.StartMessage().Of(connection);
            var stamp = EventStamp.Mint(timeProvider, span);
            journal.FrameIn(connection, stamp, message.Text);
            var stage = deployment.Find(connection.ApiId, connection.StageName);
            var route = stage?.Selector.Select(message.Text);
            span?.DisplayName = route?.RouteKey ?? span.DisplayName;
            journal.Routed(connection, stamp, route?.RouteKey);
            if (stage is not null && !throttle.TryMessage(stage, route?.RouteKey))
            {
                message.Dispose();
                journal.Throttled(connection.Id.Value, stamp.RequestId, route?.RouteKey);
                await ThrottleAsync(connection, stamp);
                return;
            }

            connection.RecordNotThrottled();
            if (stage is null || route is null)
            {
                message.Dispose();
                await responder.ForbidAsync(connection, stamp);
                return;
            }

            if (route.Validation is not null && !stage.Validators[route.RouteKey].IsValid(message.Text))
            {
                message.Dispose();
                journal.BodyRefused(connection, stamp, route.RouteKey);
                await responder.RefuseBodyAsync(connection, route, stamp);
                return;
            }

            var outcome = await InvokeAsync(connection, message, stage, route, stamp);
            span.SetOutcome(outcome);
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

    private async ValueTask ThrottleAsync(Connection connection, EventStamp stamp)
    {
        if (connection.RecordThrottled() < limits.MaxThrottledMessages)
        {
            await responder.ThrottleAsync(connection, stamp);
        }
        else if (connection.RequestClose(CloseReason.TooManyRequests))
        {
            LogTooManyRequests(connection.Id, limits.MaxThrottledMessages);
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

            if (route.Integration is RouteIntegration.Mapped mapped)
            {
                return runner.RunAsync(mapped, RouteRequest.Message(connection, stage, stamp, route, message.Text));
            }

            var payload = ProxyEvents.Message(connection, stage, stamp, route.RouteKey, message.Text);
            return runner.RunAsync(route.Integration, payload, connection, route.RouteKey, stamp);
        }
    }

    [LoggerMessage(1410, LogLevel.Warning, "{ConnectionId} is closing: a message that was waiting for its turn is not handled")]
    private partial void LogNotHandled(ConnectionId connectionId);

    [LoggerMessage(1412, LogLevel.Information, "{ConnectionId} is closed: {Count} messages in a row were throttled")]
    private partial void LogTooManyRequests(ConnectionId connectionId, int count);

    [LoggerMessage(1411, LogLevel.Error, "{ConnectionId}: a bug in the gateway lost a message")]
    private partial void LogBug(Exception exception, ConnectionId connectionId);
}
