using System.Buffers;
using System.Text;

namespace Chat.Emulator.Iam.Signing;

/// <summary>Percent-encoding as signatures have it: everything but RFC 3986's unreserved characters, in upper-case hex.</summary>
internal static class UriEncoding
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private static readonly SearchValues<char> KeptInName = SearchValues.Create(Unreserved);
    private static readonly SearchValues<char> KeptInPath = SearchValues.Create(Unreserved + "/");

    public static void AppendPath(PooledText text, ReadOnlySpan<char> path) => Append(text, path, KeptInPath);

    public static void AppendName(PooledText text, ReadOnlySpan<char> name) => Append(text, name, KeptInName);

    private static void Append(PooledText text, ReadOnlySpan<char> part, SearchValues<char> kept)
    {
        Span<byte> utf8 = stackalloc byte[4];
        while (!part.IsEmpty)
        {
            var run = part.IndexOfAnyExcept(kept);
            if (run < 0)
            {
                text.Append(part);
                return;
            }

            text.Append(part[..run]);
            Rune.DecodeFromUtf16(part[run..], out var rune, out var consumed);
            foreach (var value in utf8[..rune.EncodeToUtf8(utf8)])
            {
                text.Append((byte)'%');
                text.Append("0123456789ABCDEF"u8[value >> 4]);
                text.Append("0123456789ABCDEF"u8[value & 15]);
            }

            part = part[(run + consumed)..];
        }
    }
}
