using System.Globalization;
using System.Net;
using System.Text;
using Chat.Emulator.Expressions.Paths;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary><c>$util</c>, as the Java libraries behind it do it.</summary>
internal sealed class UtilVariable : ITemplateObject
{
    public static readonly UtilVariable Instance = new();

    public object? Get(string name) => null;

    public object? Call(string name, object?[] arguments)
    {
        if (arguments is not [{ } argument])
        {
            return null;
        }

        var text = ValueRendering.Text(argument);
        return name switch
        {
            "escapeJavaScript" => EscapeJavaScript(text),
            "parseJson" => JsonBody.ParseValue(text),
            "urlEncode" => UrlEncode(text),
            "urlDecode" => WebUtility.UrlDecode(text),
            "base64Encode" => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
            "base64Decode" => Base64Decode(text),
            _ => null,
        };
    }

    // org.apache.commons.lang's: quotes of both kinds, the slash, and all that isn't ASCII.
    private static string EscapeJavaScript(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            switch (character)
            {
                case '\'' or '"' or '\\' or '/':
                    escaped.Append('\\').Append(character);
                    break;
                case '\b':
                    escaped.Append("\\b");
                    break;
                case '\n':
                    escaped.Append("\\n");
                    break;
                case '\t':
                    escaped.Append("\\t");
                    break;
                case '\f':
                    escaped.Append("\\f");
                    break;
                case '\r':
                    escaped.Append("\\r");
                    break;
                case < ' ' or > '~':
                    escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
                    break;
                default:
                    escaped.Append(character);
                    break;
            }
        }

        return escaped.ToString();
    }

    // java.net.URLEncoder leaves . - * _ alone, .NET also ! ( ).
    private static string UrlEncode(string text) => WebUtility.UrlEncode(text)
        .Replace("!", "%21", StringComparison.Ordinal).Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal);

    private static string Base64Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw new TemplateFault(0, "$util.base64Decode got something that isn't base64.");
    }
}
