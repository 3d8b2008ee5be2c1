using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Recording;

/// <summary>
/// Puts placeholders, <c>{{secret:token}}</c>, in the place of what looks like a secret: by its name, or by what it is made of. The same secret has the
/// same placeholder wherever it comes. One caller at a time.
/// </summary>
internal sealed partial class SecretMask
{
    private const string Subprotocols = "Sec-WebSocket-Protocol";

    private const int MaxPlainSubprotocol = 40;

    // A secret doesn't stay plain because it is deep: the reader doesn't recurse.
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly KnownSecrets _known = new();

    /// <inheritdoc cref="KnownSecrets.ValueOf"/>
    public string? ValueOf(string placeholder) => _known.ValueOf(placeholder);

    public SessionLine Mask(SessionLine line) => line switch
    {
        SessionLine.Connect connect => connect with
        {
            Headers = connect.Headers.ToDictionary(header => header.Key, header => MaskHeader(header.Key, header.Value)),
            Query = MaskQuery(connect.Query),
        },
        SessionLine.Open { Subprotocol: { } subprotocol } open => open with { Subprotocol = MaskHeader(Subprotocols, subprotocol) },
        SessionLine.FrameIn received => received with { Text = MaskText(received.Text) },
        SessionLine.FrameOut sent => sent with { Text = MaskText(sent.Text) },
        SessionLine.Close { Reason.Length: > 0 } close => close with { Reason = MaskText(close.Reason) },
        _ => line,
    };

    public string MaskHeader(string name, string value)
    {
        if (name.Equals(Subprotocols, StringComparison.OrdinalIgnoreCase))
        {
            return MaskSubprotocols(value);
        }

        if (!SecretName().IsMatch(name))
        {
            return MaskText(value);
        }

        // The scheme is none: "Bearer", "Basic".
        return Scheme().Match(value) is { Success: true } scheme ? scheme.Value + _known.PlaceholderFor(name, value[scheme.Length..]) : _known.PlaceholderFor(name, value);
    }

    public string MaskQuery(string query) => string.Join('&', query.Split('&').Select(parameter =>
        parameter.Split('=', 2) is [var name, { Length: > 0 } value]
            ? $"{name}={MaskParameter(Uri.UnescapeDataString(name), value)}"
            : MaskText(parameter)));

    /// <summary>A frame, or any other text: JSON by its names, and whatever it is by what secrets look like.</summary>
    public string MaskText(string text) => MaskValues(string.Join(Session.RecordSeparator, text.Split(Session.RecordSeparator).Select(MaskJson)));

    private string MaskParameter(string name, string value)
    {
        var plain = Uri.UnescapeDataString(value.Replace('+', ' '));
        return SecretName().IsMatch(name) ? _known.PlaceholderFor(name, plain)
            : MaskText(plain) is var masked && masked != plain ? Placeholders.MapOthers(masked, Uri.EscapeDataString)
            : value;
    }

    // ["bearer", "abc"]: browsers can send no headers, and so tokens come as subprotocols.
    private string MaskSubprotocols(string value)
    {
        var isSecret = false;
        var masked = new List<string>();
        foreach (var subprotocol in value.Split(',', StringSplitOptions.TrimEntries))
        {
            masked.Add(isSecret || subprotocol.Length > MaxPlainSubprotocol ? _known.PlaceholderFor("subprotocol", subprotocol) : MaskValues(subprotocol));
            isSecret = SecretName().IsMatch(subprotocol) || Scheme().IsMatch(subprotocol + " ");
        }

        return string.Join(", ", masked);
    }

    private string MaskJson(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return text;
        }

        var utf8 = Encoding.UTF8.GetBytes(text);
        var output = new ArrayBufferWriter<byte>(utf8.Length);
        var copied = 0;
        try
        {
            var reader = new Utf8JsonReader(utf8, AnyDepth);
            var name = "";
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName)
                {
                    name = TextOf(reader, out _);
                }
                else if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.EndArray)
                {
                    name = "";
                }
                else if (MaskToken(reader, name) is { } masked)
                {
                    var start = (int)reader.TokenStartIndex + (reader.TokenType is JsonTokenType.String ? 1 : 0);
                    output.Write(utf8.AsSpan(copied, start - copied));
                    output.Write(masked);
                    copied = start + reader.ValueSpan.Length;
                }
            }
        }
        catch (JsonException)
        {
            // It only looked like JSON; what it holds is found by its looks, or not.
        }

        output.Write(utf8.AsSpan(copied));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <returns>What stands in the token's place, inside its quotes if it has some. Null: itself.</returns>
    private byte[]? MaskToken(in Utf8JsonReader token, string name)
    {
        if (token.TokenType is JsonTokenType.Number)
        {
            // Without quotes: in a replay it is a number again.
            return SecretNumberName().IsMatch(name) ? Encoding.UTF8.GetBytes(_known.PlaceholderFor(name, Encoding.UTF8.GetString(token.ValueSpan))) : null;
        }

        if (token.TokenType is not JsonTokenType.String || TextOf(token, out var isEscaped) is not { Length: > 0 } value)
        {
            return null;
        }

        // What isn't escaped is looked through with the whole text.
        var masked = SecretName().IsMatch(name) ? _known.PlaceholderFor(name, value)
            : token.ValueIsEscaped ? MaskValues(MaskJson(value))
            : _known.ReplaceWhole(value);
        return masked == value ? null
            : isEscaped ? Encoding.UTF8.GetBytes(masked)
            : JsonEncodedText.Encode(masked, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray();
    }

    /// <param name="isEscaped">It is as it stands there, for it is no text: half of a surrogate pair is escaped in it.</param>
    private static string TextOf(in Utf8JsonReader token, out bool isEscaped)
    {
        try
        {
            isEscaped = false;
            return token.GetString()!;
        }
        catch (InvalidOperationException)
        {
            isEscaped = true;
            return Encoding.UTF8.GetString(token.ValueSpan);
        }
    }

    private string MaskValues(string text) => _known.Replace(Placeholders.MapOthers(text, part => SecretValue().Replace(part, match => _known.PlaceholderFor(
        match.Groups["jwt"].Success ? "jwt" : match.Groups["key"].Success ? "access-key" : match.Groups["bearer"].Success ? "authorization" : "password", match.Value))));

    [GeneratedRegex(
        "token|secret|passw|passphrase|pwd|credential|authorization|cookie|signature|jwt|api-?_?key|access-?_?key|private-?_?key|session-?_?id|^auth$|[-_]auth$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    // As a number, "tokens" is mostly how many.
    [GeneratedRegex("secret|passw|passphrase|passcode|pwd", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretNumberName();

    [GeneratedRegex(@"^(Bearer|Basic|Digest|Token|Negotiate|AWS4-HMAC-SHA256)\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Scheme();

    // A JSON Web Token; a key of AWS; what follows "Bearer"; postgres://user:password@host.
    [GeneratedRegex(
        @"(?<jwt>\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)|(?<key>\b(AKIA|ASIA)[A-Z0-9]{16}\b)|(?<=\bBearer\s)(?<bearer>[\w.~+/-]{8,}=*)|(?<=://[^/\s:@]{0,100}:)[^/\s@{]+(?=@)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex SecretValue();
}
