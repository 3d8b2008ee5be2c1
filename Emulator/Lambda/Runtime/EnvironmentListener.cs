using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Chat.Emulator.Lambda.Runtime;

/// <summary>
/// To Kestrel one listener; in truth a port per environment, opened and closed while the server runs, which Kestrel itself can't.
/// A connection carries the environment whose port it came in by as a feature.
/// </summary>
internal sealed class EnvironmentListener(IConnectionListenerFactory sockets) : IConnectionListenerFactory, IConnectionListener
{
    // When Kestrel is behind, the ports stop accepting and the clients wait in the backlog.
    private readonly Channel<ConnectionContext> _accepted = Channel.CreateBounded<ConnectionContext>(64);

    public EndPoint EndPoint { get; private set; } = new IPEndPoint(IPAddress.Loopback, 0);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = endpoint;
        return ValueTask.FromResult<IConnectionListener>(this);
    }

    public async Task<EnvironmentPort> OpenAsync(FunctionEnvironment environment, CancellationToken cancellationToken)
    {
        var listener = await sockets.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), cancellationToken);
        return new EnvironmentPort(listener, environment, _accepted.Writer);
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _accepted.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_accepted.Reader.TryRead(out var connection))
            {
                return connection;
            }
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _accepted.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _accepted.Writer.TryComplete();
        await foreach (var connection in _accepted.Reader.ReadAllAsync())
        {
            await connection.DisposeAsync();
        }
    }
}
