using System.Text;
using System.Text.Json;

namespace Chat.Emulator.Expressions.Selection;

/// <summary>
/// A JSON value as the text of a route key: strings without quotes, numbers and booleans as they stand, arrays as
/// <c>[item1, item2]</c>. An object, for which AWS documents nothing, stands as its JSON.
/// </summary>
internal static class ValueText
{
    /// <summary>Leaves the reader at the value's last token.</summary>
    public static BodyValue Write(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, Span<char> destination, out int written)
    {
        written = 0;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return BodyValue.Missing;
        }

        var fits = Append(ref reader, body, destination, ref written);
        return fits ? BodyValue.Found : BodyValue.TooLong;
    }

    private static bool Append(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, Span<char> destination, ref int written)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                // A character is never more than what its bytes are; an escape only shrinks.
                if (reader.ValueSpan.Length > destination.Length - written)
                {
                    return false;
                }

                written += reader.CopyString(destination[written..]);
                return true;
            case JsonTokenType.StartObject:
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                return AppendUtf8(body[start..(int)reader.BytesConsumed], destination, ref written);
            case JsonTokenType.StartArray:
                return AppendArray(ref reader, body, destination, ref written);
            default:
                return AppendUtf8(reader.ValueSpan, destination, ref written);
        }
    }

    private static bool AppendArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, Span<char> destination, ref int written)
    {
        var fits = AppendUtf8("["u8, destination, ref written);
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            fits = fits
                && (index == 0 || AppendUtf8(", "u8, destination, ref written))
                && Append(ref reader, body, destination, ref written);
            if (!fits)
            {
                // The rest is read all the same, since the body may yet prove not to be JSON.
                reader.Skip();
            }
        }

        return fits && AppendUtf8("]"u8, destination, ref written);
    }

    private static bool AppendUtf8(ReadOnlySpan<byte> text, Span<char> destination, ref int written)
    {
        if (!Encoding.UTF8.TryGetChars(text, destination[written..], out var chars))
        {
            return false;
        }

        written += chars;
        return true;
    }
}
