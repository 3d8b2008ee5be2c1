using System.Buffers;

namespace Chat.Emulator.Http;

/// <summary>A request's whole body in a pooled buffer. Whoever has it gives it back, once.</summary>
internal sealed class PooledBody : IDisposable
{
    private const int FirstSize = 4096;

    private byte[]? _rented;
    private int _length;

    private PooledBody(byte[] rented) => _rented = rented;

    public ReadOnlyMemory<byte> Memory => _rented.AsMemory(0, _length);

    public ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>Null when the body is longer; then the rest of it is not read.</summary>
    public static async ValueTask<PooledBody?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        var body = new PooledBody(ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? FirstSize)));
        while (body._length != request.ContentLength)
        {
            var read = await request.Body.ReadAsync(body.Room(), cancellationToken);
            if (read == 0)
            {
                break;
            }

            body._length += read;
            if (body._length > maxBytes)
            {
                body.Dispose();
                return null;
            }
        }

        return body;
    }

    /// <summary>The same in an array of its own, for who keeps it.</summary>
    public static async ValueTask<byte[]?> ReadArrayAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        using var body = await ReadAsync(request, maxBytes, cancellationToken);
        return body?.Span.ToArray();
    }

    /// <summary>Hands the buffer over to somebody who gives it back to the shared pool.</summary>
    public (byte[] Rented, int Length) Take()
    {
        var rented = _rented!;
        _rented = null;
        return (rented, _length);
    }

    public void Dispose()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private Memory<byte> Room()
    {
        if (_length == _rented!.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length * 2, FirstSize));
            _rented.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = larger;
        }

        return _rented.AsMemory(_length);
    }
}
