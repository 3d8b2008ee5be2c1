using System.Security.Cryptography;

namespace Chat.Emulator.Http;

/// <summary>
/// Random bytes for ids, drawn from the system in blocks: a call to it costs the more per byte, the fewer it brings. None is given out twice.
/// </summary>
internal static class RandomBytes
{
    private const int BlockLength = 1024;

    [ThreadStatic]
    private static byte[]? _block;

    [ThreadStatic]
    private static int _used;

    /// <param name="bytes">A block at most.</param>
    public static void Fill(Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, BlockLength);
        if (_block is not { } block || _used + bytes.Length > BlockLength)
        {
            _block = block = RandomNumberGenerator.GetBytes(BlockLength);
            _used = 0;
        }

        var drawn = block.AsSpan(_used, bytes.Length);
        drawn.CopyTo(bytes);
        drawn.Clear();
        _used += bytes.Length;
    }
}
