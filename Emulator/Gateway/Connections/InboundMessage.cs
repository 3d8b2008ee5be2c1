using System.Buffers;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>A text message of a client, all fragments joined, valid UTF-8. Disposed by whoever handles it: the buffer is pooled.</summary>
internal sealed class InboundMessage(byte[] buffer, int length) : IDisposable
{
    private byte[]? _buffer = buffer;

    public ReadOnlySpan<byte> Text => _buffer.AsSpan(0, length);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { Length: > 0 } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
