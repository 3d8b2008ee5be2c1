using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Handshake.Authorization;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Invocations;
using Chat.Emulator.Invocations.Faults;

namespace Chat.Emulator.Gateway.Handshake;

/// <summary>
/// Decides on a connection: the authorizer and the API key, then <c>$connect</c>. A client that goes away meanwhile changes nothing: the functions
/// run on, and their answers count.
/// </summary>
internal sealed class ConnectDecider(ConnectAuthorization authorization, ConnectIntegration connects, FaultInjection faults)
{
    public async Task<ConnectDecision> DecideAsync(HttpContext context, Connection connection, DeployedStage stage, EventStamp stamp)
    {
        if (faults.InForce is { } inForce)
        {
            await inForce.DelayHandshakeAsync(connection.Id.ToString());
        }

        var request = ConnectRequest.From(context, connection.Identity, stamp.TraceId);
        return await authorization.RefuseAsync(context, connection, stage, stamp, request)
            ?? await connects.DecideAsync(connection, stage, stamp, request);
    }
}
