using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Chat.Emulator.Http;

/// <summary>
/// A connection as Kestrel sees it, until somebody takes the socket out of it. From then on Kestrel holds an empty shell: it reads an end,
/// its writes go nowhere, and what it completes, aborts or disposes of is not the socket's.
/// </summary>
internal sealed class DetachableConnection : ConnectionContext
{
    private readonly ConnectionContext _inner;
    private readonly DetachablePipe _pipe;

    public DetachableConnection(ConnectionContext inner)
    {
        _inner = inner;
        _pipe = new DetachablePipe(inner.Transport);
        Transport = _pipe;
        Features.Set(this);
    }

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => _inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _inner.ConnectionClosed;
        set => _inner.ConnectionClosed = value;
    }

    /// <summary>
    /// Takes the connection from Kestrel; it is the caller's to dispose of. Only while Kestrel neither reads nor writes, and whatever it wrote is
    /// flushed. Null when there is TLS in between: then the bytes of the socket are not the client's.
    /// </summary>
    public ConnectionContext? TryDetach()
    {
        if (!ReferenceEquals(Transport, _pipe))
        {
            return null;
        }

        _pipe.Detach();
        return _inner;
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        if (!_pipe.IsDetached)
        {
            _inner.Abort(abortReason);
        }
    }

    public override void Abort()
    {
        if (!_pipe.IsDetached)
        {
            _inner.Abort();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_pipe.IsDetached)
        {
            await _inner.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
