using System.Collections.Frozen;
using System.Text.Json;

namespace Chat.Emulator.Lambda;

/// <summary>
/// Keeps tokens out of what people look at: whoever reads an event in the console, or sends somebody a picture of it, must not hand over a sign-in. The function
/// itself gets its event as it is.
/// </summary>
internal static class HiddenTokens
{
    private static readonly FrozenSet<string> Names =
        FrozenSet.ToFrozenSet(["authorization", "access_token", "x-amz-security-token"], StringComparer.OrdinalIgnoreCase);

    // What such an event has somewhere in it, whatever a client's spelling: looking for these costs next to nothing, and most events have none.
    private static ReadOnlySpan<byte> InAHeader => "uthorization"u8;

    private static ReadOnlySpan<byte> InAQuery => "oken"u8;

    /// <summary>The event with stars in place of tokens, as long as before; the event itself when it has none, or is no JSON.</summary>
    public static ReadOnlySpan<byte> In(ReadOnlySpan<byte> payload)
    {
        if (payload.IndexOf(InAHeader) < 0 && payload.IndexOf(InAQuery) < 0 && payload.IndexOf("AUTHORIZATION"u8) < 0)
        {
            return payload;
        }

        byte[]? hidden = null;
        try
        {
            var reader = new Utf8JsonReader(payload);
            var isToken = false;
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        isToken = Names.Contains(reader.GetString()!);
                        break;
                    case JsonTokenType.String when isToken:
                        hidden ??= payload.ToArray();
                        hidden.AsSpan((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length).Fill((byte)'*');
                        break;
                    case JsonTokenType.EndArray or JsonTokenType.StartObject or JsonTokenType.EndObject:
                        isToken = false;
                        break;
                }
            }
        }
        catch (JsonException)
        {
            // Whatever it is, it is no event of a gateway's.
        }

        return hidden ?? payload;
    }
}
