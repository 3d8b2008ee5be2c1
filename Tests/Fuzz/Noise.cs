using System.Text;

namespace Chat.Fuzz.Tests;

/// <summary>Pieces that inputs are made from.</summary>
internal static class Noise
{
    private static readonly string[] Odd =
    [
        "", " ", "\t", "%", "%00", "%zz", "%2F", "..", "../..", "//", "?", "#", "a=b&a=c", "\u00e9", "\ud83d\ude00", "null", "true", "-1", "1e999",
        "9223372036854775808", "$connect", "$default", "$disconnect", "@connections", "%40connections", "L0SM9cOFvHcCIhw=", "{}", "[]", "\"", "\\", "'",
        "${x}", "{{x}}", "a,b;c", "Infinity", "2147483648",
    ];

    public static byte[] Bytes(Random random, int maxLength)
    {
        var bytes = new byte[random.Next(maxLength + 1)];
        random.NextBytes(bytes);
        return bytes;
    }

    public static string Text(Random random, int maxParts = 4)
    {
        var text = new StringBuilder();
        for (var i = random.Next(maxParts + 1); i > 0; i--)
        {
            text.Append(random.Next(4) switch
            {
                0 => Pick(random, Odd),
                1 => new string((char)random.Next(0x20, 0x7F), 1 << random.Next(12)),
                2 => Encoding.Latin1.GetString(Bytes(random, 12)),
                _ => random.Next().ToString("x", null),
            });
        }

        return text.ToString();
    }

    public static string Json(Random random, int depth = 0) => random.Next(depth > 6 ? 4 : 7) switch
    {
        0 => $"\"{Text(random, 1)}\"",
        1 => Pick(random, Odd),
        2 => random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture),
        3 => new string('[', 1 << random.Next(8)),
        4 => $$"""{"action": {{Json(random, depth + 1)}}, "{{Text(random, 1)}}": {{Json(random, depth + 1)}} }""",
        5 => $"[{Json(random, depth + 1)}, {Json(random, depth + 1)}]",
        _ => $$"""{"action":"send","message":{{Json(random, depth + 1)}}}""",
    };

    public static T Pick<T>(Random random, ReadOnlySpan<T> from) => from[random.Next(from.Length)];

    /// <summary>Some bytes changed, cut out, doubled or put in.</summary>
    public static byte[] Mutate(Random random, byte[] original)
    {
        var bytes = new List<byte>(original);
        for (var i = random.Next(1, 6); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            var count = random.Next(1, Math.Min(40, bytes.Count - at) + 1);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, count);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, count));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Text(random, 1)));
                    break;
            }
        }

        return [.. bytes];
    }
}
