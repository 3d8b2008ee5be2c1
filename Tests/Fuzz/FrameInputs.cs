using System.Buffers.Binary;
using System.Text;

namespace Chat.Fuzz.Tests;

/// <summary>An open connection that gets frames: right ones, broken ones, and bytes that are none.</summary>
internal sealed class FrameInputs(int port) : IFuzzKind
{
    private const int MaxFrames = 8;

    private static readonly byte[] Handshake = Encoding.ASCII.GetBytes(
        "GET /demo HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

    public string Name => "frames";

    public async Task<int> RunAsync(Random random, CancellationToken cancellationToken)
    {
        var count = random.Next(1, MaxFrames + 1);
        byte[] bytes = [.. Handshake, .. Enumerable.Range(0, count).SelectMany(_ => Frame(random))];
        await Exchange.RunAsync(port, bytes, random, cancellationToken);
        return count;
    }

    private static byte[] Frame(Random random)
    {
        if (random.Next(20) == 0)
        {
            return Noise.Bytes(random, 200);
        }

        var payload = Payload(random);
        using var frame = new MemoryStream();
        frame.WriteByte(First(random));
        WriteLength(frame, random, payload.Length);
        if (random.Next(30) != 0)
        {
            var mask = BitConverter.GetBytes(random.Next());
            frame.Write(mask);
            for (var i = 0; i < payload.Length; i++)
            {
                payload[i] ^= mask[i % 4];
            }
        }

        frame.Write(payload);
        var bytes = frame.ToArray();
        return random.Next(15) == 0 ? Noise.Mutate(random, bytes) : bytes;
    }

    // FIN and the opcode: mostly what exists, now and then reserved bits and opcodes.
    private static byte First(Random random)
    {
        var opcode = random.Next(12) switch { < 6 => 0x1, 6 => 0x0, 7 => 0x2, 8 => 0x8, 9 => 0x9, 10 => 0xA, _ => random.Next(16) };
        var isFinal = random.Next(6) != 0 ? 0x80 : 0;
        return (byte)(isFinal | opcode | (random.Next(25) == 0 ? random.Next(8) << 4 : 0));
    }

    // The length in any of its three forms, and at times not the true one.
    private static void WriteLength(Stream frame, Random random, int length)
    {
        var claimed = random.Next(20) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64) : length;
        var isMasked = random.Next(30) != 0 ? 0x80 : 0;
        Span<byte> bytes = stackalloc byte[8];
        if (claimed is >= 0 and <= 125 && random.Next(20) != 0)
        {
            frame.WriteByte((byte)(isMasked | (int)claimed));
        }
        else if (claimed is >= 0 and <= ushort.MaxValue && random.Next(20) != 0)
        {
            frame.WriteByte((byte)(isMasked | 126));
            BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)claimed);
            frame.Write(bytes[..2]);
        }
        else
        {
            frame.WriteByte((byte)(isMasked | 127));
            BinaryPrimitives.WriteInt64BigEndian(bytes, claimed);
            frame.Write(bytes);
        }
    }

    private static byte[] Payload(Random random) => random.Next(10) switch
    {
        < 5 => Encoding.UTF8.GetBytes(Noise.Json(random)),
        5 => Noise.Bytes(random, 130),
        6 => [(byte)random.Next(256), (byte)random.Next(256), .. Noise.Bytes(random, 10)],
        7 => Encoding.UTF8.GetBytes(new string('x', random.Next(40_000))),
        8 => Encoding.UTF8.GetBytes(Noise.Text(random)),
        _ => [],
    };
}
