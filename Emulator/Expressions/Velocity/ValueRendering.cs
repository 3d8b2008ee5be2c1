using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary>
/// A value as a template renders it: as Java's <c>toString</c> would, <c>[a, b]</c> and <c>{a=1, b=2}</c>, except that lists out of JSON stand as
/// JSON, <c>[{"a":1}]</c>, as they do on AWS.
/// </summary>
internal static class ValueRendering
{
    // A template can put a list into itself.
    private const int MaxDepth = 1000;

    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    public static string Text(object? value)
    {
        switch (value)
        {
            case string text:
                return text;
            case long or bool or double or null:
                return Scalar(value);
            default:
                var builder = new StringBuilder();
                Append(builder, value, 0);
                return builder.ToString();
        }
    }

    public static string Json(object? value)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            Write(json, value, 0);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static string Scalar(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => Number(number),
        _ => "null",
    };

    // Java writes 1.0 and 1.0E10 where .NET writes 1 and 1E+10.
    private static string Number(double number)
    {
        var magnitude = Math.Abs(number);
        if (magnitude is not 0 and (< 1e-3 or >= 1e7) && double.IsFinite(number))
        {
            return number.ToString("0.0###############E0", CultureInfo.InvariantCulture);
        }

        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'N', 'I') ? text : text + ".0";
    }

    private static void Append(StringBuilder builder, object? value, int depth)
    {
        Require(depth, builder.Length);
        switch (value)
        {
            case TemplateList { IsJson: true } list:
                builder.Append(Json(list));
                break;
            case TemplateList list:
                builder.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    builder.Append(i > 0 ? ", " : "");
                    Append(builder, list[i], depth + 1);
                }

                builder.Append(']');
                break;
            case TemplateMap map:
                builder.Append('{');
                foreach (var (key, entry) in map)
                {
                    builder.Append(key).Append('=');
                    Append(builder, entry, depth + 1);
                    builder.Append(", ");
                }

                builder.Length -= map.Count > 0 ? 2 : 0;
                builder.Append('}');
                break;
            case MapEntry entry:
                builder.Append(entry.Key).Append('=');
                Append(builder, entry.Value, depth + 1);
                break;
            case string text:
                builder.Append(text);
                break;
            case ITemplateObject:
                break;
            default:
                builder.Append(Scalar(value));
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, object? value, int depth)
    {
        Require(depth, json.BytesCommitted + json.BytesPending);
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case TemplateList list:
                json.WriteStartArray();
                list.ForEach(item => Write(json, item, depth + 1));
                json.WriteEndArray();
                break;
            case TemplateMap map:
                json.WriteStartObject();
                foreach (var (key, entry) in map)
                {
                    json.WritePropertyName(key);
                    Write(json, entry, depth + 1);
                }

                json.WriteEndObject();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteRawValue(Number(number));
                break;
            default:
                json.WriteStringValue(Text(value));
                break;
        }
    }

    private static void Require(int depth, long length)
    {
        if (depth >= MaxDepth || length > RenderingBudget.MaxTextLength)
        {
            throw new TemplateFault(0, "a list or a map is too deep or too long to be rendered.");
        }
    }
}
