using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Invocations;
using Chat.Emulator.Recording;
using Chat.Emulator.Telemetry;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Integration;

/// <summary>Tells the <c>$disconnect</c> route, once, that a connection is gone. Nothing waits for it, nothing is tried again.</summary>
internal sealed class DisconnectIntegration(
    GatewayDeployment deployment, IntegrationRunner runner, DisconnectQueue queue, SessionTap sessions, TimeProvider timeProvider)
{
    public void Start(Connection connection, CloseReason reason)
    {
        if (!queue.TryStart(connection.Id, () => RunAsync(connection, reason)))
        {
            runner.LoseDisconnect(connection);
        }
    }

    private async Task RunAsync(Connection connection, CloseReason reason)
    {
        var stage = deployment.Find(connection.ApiId, connection.StageName);
        if (stage?.Disconnect?.Integration is not { } integration)
        {
            sessions.Leaving(connection, null);
            return;
        }

        using var span = GatewaySpans.StartDisconnect().Of(connection);
        var stamp = EventStamp.Mint(timeProvider, span);
        sessions.Leaving(connection, stamp.RequestId);
        try
        {
            span.SetOutcome(integration is RouteIntegration.Mapped mapped
                ? await runner.RunAsync(mapped, RouteRequest.Disconnect(connection, stage, stamp, reason))
                : await runner.RunAsync(
                    integration, ProxyEvents.Disconnect(connection, stage, stamp, reason), connection, RouteSelector.DisconnectKey, stamp));
        }
        finally
        {
            sessions.Done(stamp);
        }
    }
}
