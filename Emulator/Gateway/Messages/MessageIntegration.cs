using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Integration;
using Chat.Emulator.Gateway.Messages.Responses;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Invocations;
using Chat.Emulator.Recording;
using Chat.Emulator.Telemetry;
using Chat.Emulator.Template;
using Route = Chat.Emulator.Template.Route;

namespace Chat.Emulator.Gateway.Messages;

/// <summary>A message's way: route, event, invocation, answer.</summary>
internal sealed class MessageIntegration(
    MessageRouter router, IntegrationRunner runner, RouteResponder responder, SessionTap sessions, TimeProvider timeProvider)
{
    /// <param name="message">Taken over, and given back to its pool here.</param>
    public async Task HandleAsync(Connection connection, InboundMessage message)
    {
        using var span = GatewaySpans.StartMessage().Of(connection);
        var stamp = EventStamp.Mint(timeProvider, span);
        try
        {
            var routed = router.Find(connection, message, stamp, span);
            if (routed is RoutedMessage.To(var stage, var route))
            {
                var outcome = await InvokeAsync(connection, message, stage, route, stamp);
                span.SetOutcome(outcome);
                await responder.RespondAsync(connection, route, stamp, outcome);
                return;
            }

            message.Dispose();
            await (routed switch
            {
                RoutedMessage.Throttled => responder.ThrottleAsync(connection, stamp),
                RoutedMessage.Invalid(var refusing) => responder.RefuseBodyAsync(connection, refusing, stamp),
                _ => responder.ForbidAsync(connection, stamp),
            });
        }
        finally
        {
            sessions.Done(stamp);
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
                return Task.FromResult(runner.RunNone(connection, route.RouteKey, stamp));
            }

            if (route.Integration is RouteIntegration.Mapped mapped)
            {
                return runner.RunAsync(mapped, RouteRequest.Message(connection, stage, stamp, route, message.Text));
            }

            var payload = ProxyEvents.Message(connection, stage, stamp, route.RouteKey, message.Text);
            return runner.RunAsync(route.Integration, payload, connection, route.RouteKey, stamp);
        }
    }
}
