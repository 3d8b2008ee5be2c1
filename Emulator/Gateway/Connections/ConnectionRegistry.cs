using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>Every connection of the gateway by id, pending ones too.</summary>
internal sealed class ConnectionRegistry
{
    private readonly ConcurrentDictionary<ConnectionId, Connection> _connections = new();
    private volatile bool _isStopping;

    public int Count => _connections.Count;

    public IEnumerable<Connection> Connections => _connections.Values;

    /// <summary>False when the host is stopping: then no handshake is begun.</summary>
    public bool TryAdd(Connection connection)
    {
        if (_isStopping || !_connections.TryAdd(connection.Id, connection))
        {
            return false;
        }

        // A stop between the look above and the add has not seen this connection. The fences, here and in the stop: each side writes first and
        // then looks for what the other has written, and without them both may look first.
        Interlocked.MemoryBarrier();
        if (_isStopping)
        {
            connection.RequestClose(CloseReason.HostStopping);
        }

        return true;
    }

    public void Remove(Connection connection) => _connections.TryRemove(connection.Id, out _);

    /// <summary>The connection of that id if it is open and belongs to that stage.</summary>
    public bool TryGetOpen(ConnectionId id, string apiId, string stageName, [NotNullWhen(true)] out Connection? connection) =>
        _connections.TryGetValue(id, out connection)
        && connection.IsOpen
        && connection.ApiId == apiId
        && connection.StageName == stageName;

    /// <summary>Asks every connection to close and lets no other begin.</summary>
    public void Stop()
    {
        _isStopping = true;
        Interlocked.MemoryBarrier();
        foreach (var connection in Connections)
        {
            connection.RequestClose(CloseReason.HostStopping);
        }
    }
}
