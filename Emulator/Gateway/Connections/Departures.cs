using Chat.Emulator.Gateway.Messages.Integration;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>The one way out of the gateway.</summary>
internal sealed class Departures(ConnectionRegistry registry, DisconnectIntegration disconnects, ConnectionReport report)
{
    /// <summary>
    /// Gone for everybody, then <c>$disconnect</c>. Alone for a client that went away while <c>$connect</c> ran and accepted it: there is a row to
    /// clean up, but no socket.
    /// </summary>
    public void Leave(Connection connection, CloseReason reason)
    {
        connection.RequestClose(reason);
        connection.Outbound.Complete();
        registry.Remove(connection);
        report.Closed(connection, reason);
        disconnects.Start(connection, reason);
    }
}
