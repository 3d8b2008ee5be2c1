using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Recording;

/// <summary>
/// Puts placeholders, <c>{{secret:token}}</c>, in the place of what looks like a secret: by its name, or by what it is made of. The same secret has the
/// same placeholder wherever it comes. One caller at a time.
/// </summary>
internal sealed partial class SecretMask
{
    // What is known is looked for in every text; and a mask that lives long must not grow.
    private const int MaxKnown = 1_000;

    // A short one would be found where it isn't meant.
    private const int MinSearched = 8;

    private const string Subprotocols = "Sec-WebSocket-Protocol";

    private const int MaxPlainSubprotocol = 40;

    private readonly Dictionary<string, string> _placeholders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>What stands behind a placeholder. Null when it isn't one of this mask's.</summary>
    public string? ValueOf(string placeholder) => _values.GetValueOrDefault(placeholder);

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
        return Scheme().Match(value) is { Success: true } scheme ? scheme.Value + Placeholder(name, value[scheme.Length..]) : Placeholder(name, value);
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
        return SecretName().IsMatch(name) ? Placeholder(name, plain)
            : MaskValues(plain) is var masked && masked != plain ? masked
            : value;
    }

    // ["bearer", "abc"]: browsers can send no headers, and so tokens come as subprotocols.
    private string MaskSubprotocols(string value)
    {
        var isSecret = false;
        var masked = new List<string>();
        foreach (var subprotocol in value.Split(',', StringSplitOptions.TrimEntries))
        {
            masked.Add(isSecret || subprotocol.Length > MaxPlainSubprotocol ? Placeholder("subprotocol", subprotocol) : MaskValues(subprotocol));
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
            var reader = new Utf8JsonReader(utf8);
            var name = "";
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName)
                {
                    name = reader.GetString()!;
                }
                else if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.EndArray)
                {
                    name = "";
                }
                else if (reader.TokenType is JsonTokenType.String && reader.GetString() is { Length: > 0 } value)
                {
                    var masked = SecretName().IsMatch(name) ? Placeholder(name, value) : MaskJson(value);
                    if (masked != value)
                    {
                        output.Write(utf8.AsSpan(copied, (int)reader.TokenStartIndex + 1 - copied));
                        output.Write(JsonEncodedText.Encode(masked, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
                        copied = (int)reader.TokenStartIndex + 1 + reader.ValueSpan.Length;
                    }
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

    private string MaskValues(string text)
    {
        text = SecretValue().Replace(text, match => Placeholder(
            match.Groups["jwt"].Success ? "jwt" : match.Groups["key"].Success ? "access-key" : match.Groups["bearer"].Success ? "authorization" : "password", match.Value));
        foreach (var (value, placeholder) in _placeholders)
        {
            if (value.Length >= MinSearched)
            {
                text = text.Replace(value, placeholder, StringComparison.Ordinal);
            }
        }

        return text;
    }

    private string Placeholder(string name, string value)
    {
        if (Placeholders.Whole().IsMatch(value))
        {
            return value;
        }

        if (_placeholders.TryGetValue(value, out var known))
        {
            return known;
        }

        var plain = Placeholders.NameOf(name);
        var count = _counts[plain] = _counts.GetValueOrDefault(plain) + 1;
        var placeholder = Placeholders.Of(count == 1 ? plain : $"{plain}-{count}");
        if (_placeholders.Count < MaxKnown)
        {
            _placeholders.Add(value, placeholder);
            _values.Add(placeholder, value);
        }

        return placeholder;
    }

    [GeneratedRegex(
        "token|secret|passw|passphrase|pwd|credential|authorization|cookie|signature|jwt|api-?_?key|access-?_?key|private-?_?key|session-?_?id|^auth$|[-_]auth$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"^(Bearer|Basic|Digest|Token|Negotiate|AWS4-HMAC-SHA256)\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Scheme();

    // A JSON Web Token; a key of AWS; what follows "Bearer"; postgres://user:password@host.
    [GeneratedRegex(
        @"(?<jwt>\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)|(?<key>\b(AKIA|ASIA)[A-Z0-9]{16}\b)|(?<=\bBearer\s)(?<bearer>[\w.~+/-]{8,}=*)|(?<=://[^/\s:@]{0,100}:)[^/\s@{]+(?=@)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex SecretValue();
}
