using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Invocations;
using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.Telemetry;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Integration;

/// <summary>Tells the <c>$disconnect</c> route, once, that a connection is gone. Nothing waits for it, nothing is tried again.</summary>
internal sealed class DisconnectIntegration(
    GatewayDeployment deployment, IntegrationRunner runner, DisconnectQueue queue, FaultInjection faults, TimeProvider timeProvider)
{
    public void Start(Connection connection, CloseReason reason)
    {
        if (faults.InForce?.LosesDisconnect(connection.Id.ToString()) == true)
        {
            runner.LoseDisconnect(connection);
            return;
        }

        queue.Start(connection.Id, () => RunAsync(connection, reason));
    }

    private async Task RunAsync(Connection connection, CloseReason reason)
    {
        var stage = deployment.Find(connection.ApiId, connection.StageName);
        if (stage?.Disconnect?.Integration is not { } integration)
        {
            return;
        }

        using var span = GatewaySpans.StartDisconnect().Of(connection);
        var stamp = EventStamp.Mint(timeProvider, span);
        if (integration is RouteIntegration.Mapped mapped)
        {
            span.SetOutcome(await runner.RunAsync(mapped, RouteRequest.Disconnect(connection, stage, stamp, reason)));
            return;
        }

        var payload = ProxyEvents.Disconnect(connection, stage, stamp, reason);
        span.SetOutcome(await runner.RunAsync(integration, payload, connection, RouteSelector.DisconnectKey, stamp));
    }
}
