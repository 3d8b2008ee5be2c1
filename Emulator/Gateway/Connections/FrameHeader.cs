using System.Buffers;
using System.Buffers.Binary;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>
/// The header of a frame from a client.
/// <code>
/// byte 0   FIN RSV1 RSV2 RSV3 opcode(4)
/// byte 1   MASK length(7); 126: two more bytes of length, 127: eight more
/// then     four bytes of masking key when MASK is set
/// </code>
/// https://www.rfc-editor.org/rfc/rfc6455#section-5.2
/// </summary>
internal readonly record struct FrameHeader(bool IsFinal, int Reserved, Opcode Opcode, uint? Mask, long PayloadLength, int Size)
{
    public const int MaxSize = 14;

    /// <summary>Server frames carry no mask, and none of ours is longer than two bytes of length can say.</summary>
    public const int MaxServerSize = 4;

    public const int MaxControlPayload = 125;

    public bool IsControl => ((byte)Opcode & 0x8) != 0;

    /// <summary>False when more bytes are needed. A length in more bytes than it takes is given as -1, which no frame may have.</summary>
    public static bool TryRead(ReadOnlySequence<byte> buffer, out FrameHeader header)
    {
        Span<byte> bytes = stackalloc byte[MaxSize];
        var available = (int)Math.Min(buffer.Length, MaxSize);
        buffer.Slice(0, available).CopyTo(bytes);
        header = default;
        if (available < 2)
        {
            return false;
        }

        var isMasked = (bytes[1] & 0x80) != 0;
        var shortLength = bytes[1] & 0x7F;
        var lengthBytes = shortLength switch { 126 => 2, 127 => 8, _ => 0 };
        var size = 2 + lengthBytes + (isMasked ? 4 : 0);
        if (available < size)
        {
            return false;
        }

        var length = lengthBytes switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) is > 125 and var given ? given : -1,
            8 => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]) is > ushort.MaxValue and var given ? given : -1,
            _ => shortLength,
        };
        uint? mask = isMasked ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[(2 + lengthBytes)..]) : null;
        header = new FrameHeader((bytes[0] & 0x80) != 0, bytes[0] & 0x70, (Opcode)(bytes[0] & 0x0F), mask, length, size);
        return true;
    }

    /// <summary>Writes the header of a frame to a client and returns its size.</summary>
    public static int WriteServer(Span<byte> destination, Opcode opcode, bool isFinal, int payloadLength)
    {
        destination[0] = (byte)((isFinal ? 0x80 : 0) | (byte)opcode);
        if (payloadLength <= 125)
        {
            destination[1] = (byte)payloadLength;
            return 2;
        }

        destination[1] = 126;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], checked((ushort)payloadLength));
        return 4;
    }
}
