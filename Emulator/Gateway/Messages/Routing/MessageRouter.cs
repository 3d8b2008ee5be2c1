using System.Diagnostics;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Throttling;
using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Gateway.Messages.Routing;

/// <summary>Finds a message's route, and whether it may take it: by the rates, then by the route's model.</summary>
internal sealed class MessageRouter(GatewayDeployment deployment, Throttle throttle, EventJournal journal, SessionTap sessions)
{
    public RoutedMessage Find(Connection connection, InboundMessage message, EventStamp stamp, Activity? span)
    {
        journal.FrameIn(connection, stamp, message.Text);
        sessions.FrameIn(connection, stamp, message);
        var stage = deployment.Find(connection.ApiId, connection.StageName);
        var route = stage?.Selector.Select(message.Text);
        span?.DisplayName = route?.RouteKey ?? span.DisplayName;
        if (route is not null)
        {
            journal.Routed(connection, stamp, route.RouteKey);
        }
        else
        {
            journal.RoutedNowhere(connection, stamp, stage?.Api.RouteSelectionExpression, stage?.Selector.FindKey(message.Text));
        }

        if (stage is not null && !throttle.TryMessage(stage, route?.RouteKey, out var limit))
        {
            journal.Throttled(connection.Id.Value, stamp.RequestId, route?.RouteKey, limit);
            return new RoutedMessage.Throttled();
        }

        connection.RecordNotThrottled();
        if (stage is null || route is null)
        {
            return new RoutedMessage.Nowhere();
        }

        if (route.Validation is not null && !stage.Validators[route.RouteKey].IsValid(message.Text))
        {
            journal.BodyRefused(connection, stamp, route.RouteKey, string.Join(", ", route.Validation.Models.Values.Select(model => model.Name)));
            return new RoutedMessage.Invalid(route);
        }

        return new RoutedMessage.To(stage, route);
    }
}
