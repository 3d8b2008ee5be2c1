using System.Buffers;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>
/// Gathers frames that are ready at the same time into one write. Lives only while there is something to write, so that an idle
/// connection holds no buffer.
/// </summary>
internal sealed class FrameBatch(ClientSocket socket, int maxFrameBytes) : IDisposable
{
    // Room for the largest frame; the pool rounds up to twice that, and all of it is used.
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(maxFrameBytes + FrameHeader.MaxServerSize);
    private int _length;

    /// <summary>Adds a message as one frame, or as several of at most the allowed size.</summary>
    public async ValueTask AddAsync(OutboundMessage message)
    {
        var opcode = message.Opcode;
        var offset = 0;
        do
        {
            var size = Math.Min(maxFrameBytes, message.Length - offset);
            if (_buffer.Length - _length < size + FrameHeader.MaxServerSize)
            {
                await FlushAsync();
            }

            _length += FrameHeader.WriteServer(_buffer.AsSpan(_length), opcode, offset + size == message.Length, size);
            message.Payload.Slice(offset, size).CopyTo(_buffer.AsSpan(_length));
            _length += size;
            offset += size;
            opcode = Opcode.Continuation;
        }
        while (offset < message.Length);
    }

    public async ValueTask FlushAsync()
    {
        if (_length > 0)
        {
            // Writes to a dead socket are taken without a word; its token tells.
            await socket.Output.WriteAsync(_buffer.AsMemory(0, _length), socket.Gone);
            socket.Gone.ThrowIfCancellationRequested();
            _length = 0;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
