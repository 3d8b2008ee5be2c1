using System.Numerics;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>Takes the client's masking key off a payload. https://www.rfc-editor.org/rfc/rfc6455#section-5.3</summary>
internal static class FrameMask
{
    /// <param name="payload">Part of a frame's payload, unmasked in place.</param>
    /// <param name="mask">The key, first byte lowest.</param>
    /// <param name="offset">Where in the frame's payload the part begins.</param>
    public static void Apply(Span<byte> payload, uint mask, long offset)
    {
        var key = BitOperations.RotateRight(mask, 8 * (int)(offset & 3));

        // A vector's length is a multiple of the key's, so every round starts at the same byte of the key.
        var keys = Vector.AsVectorByte(new Vector<uint>(key));
        while (payload.Length >= Vector<byte>.Count)
        {
            (new Vector<byte>(payload) ^ keys).CopyTo(payload);
            payload = payload[Vector<byte>.Count..];
        }

        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] ^= (byte)(key >> (8 * (i & 3)));
        }
    }
}
