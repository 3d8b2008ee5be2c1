using System.Collections.Concurrent;
using Chat.Functions.Connections;

namespace Chat.Functions.Hubs;

/// <summary>Takes down who was found gone, for the hub to end: with their groups and their names, which the connections' table alone does not know.</summary>
internal sealed class GoneConnections : IConnectionStore
{
    // Bounded by whom one call is sent to.
    private readonly ConcurrentQueue<string> _ids = new();

    public IReadOnlyCollection<string> Ids => _ids;

    public Task RemoveGoneAsync(string connectionId, CancellationToken cancellationToken)
    {
        _ids.Enqueue(connectionId);
        return Task.CompletedTask;
    }

    public Task AddAsync(string connectionId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RemoveAsync(string connectionId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<string> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
