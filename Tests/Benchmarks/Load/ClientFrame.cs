using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Chat.Benchmarks.Load;

/// <summary>A client's frame: final, masked. https://www.rfc-editor.org/rfc/rfc6455#section-5.2</summary>
internal static class ClientFrame
{
    public const byte Text = 0x1;
    public const byte Close = 0x8;
    public const byte Ping = 0x9;
    public const byte Pong = 0xA;

    private const byte Final = 0x80;
    private const byte Masked = 0x80;

    public static byte[] Create(byte opcode, ReadOnlySpan<byte> payload)
    {
        var header = payload.Length <= 125 ? 2 : payload.Length <= ushort.MaxValue ? 4 : 10;
        var frame = new byte[header + 4 + payload.Length];
        frame[0] = (byte)(Final | opcode);
        switch (header)
        {
            case 2:
                frame[1] = (byte)(Masked | payload.Length);
                break;
            case 4:
                frame[1] = Masked | 126;
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
                break;
            default:
                frame[1] = Masked | 127;
                BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), payload.Length);
                break;
        }

        var mask = frame.AsSpan(header, 4);
        RandomNumberGenerator.Fill(mask);
        var body = frame.AsSpan(header + 4);
        for (var i = 0; i < payload.Length; i++)
        {
            body[i] = (byte)(payload[i] ^ mask[i & 3]);
        }

        return frame;
    }
}
