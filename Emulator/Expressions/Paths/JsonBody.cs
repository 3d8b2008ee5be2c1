using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Chat.Emulator.Expressions.Velocity;

namespace Chat.Emulator.Expressions.Paths;

/// <summary>A payload that paths lead into. One that isn't JSON is a single text to them, as to API Gateway's library.</summary>
internal sealed class JsonBody(ReadOnlyMemory<byte> utf8)
{
    // As deep as a message may be that is routed.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 1000 };

    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    private string? _text;
    private JsonElement? _root;

    public string Text => _text ??= Encoding.UTF8.GetString(utf8.Span);

    private JsonElement Root => _root ??= Parse(utf8, Text);

    /// <summary>The values there as a template has them. Where there is nothing an empty text, as on AWS.</summary>
    public object? Value(JsonPath path)
    {
        var selected = path.Select(Root);
        if (path.IsDefinite)
        {
            return selected is [var only] ? ToValue(only) : "";
        }

        var list = new TemplateList(isJson: true);
        list.AddRange(selected.Select(ToValue));
        return list;
    }

    /// <summary>The same as JSON, numbers as they were sent.</summary>
    public string Json(JsonPath path)
    {
        var selected = path.Select(Root);
        if (path.IsDefinite && selected.Count == 0)
        {
            return "\"\"";
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Written))
        {
            if (!path.IsDefinite)
            {
                json.WriteStartArray();
            }

            selected.ForEach(value => value.WriteTo(json));
            if (!path.IsDefinite)
            {
                json.WriteEndArray();
            }
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>For expressions and parameters: null where there is nothing, or null.</summary>
    public string? FindText(JsonPath path)
    {
        var selected = path.Select(Root);
        return selected.Count == 0 || (path.IsDefinite && selected[0].ValueKind == JsonValueKind.Null)
            ? null
            : selected is [{ ValueKind: JsonValueKind.String } text] && path.IsDefinite ? text.GetString() : Json(path);
    }

    /// <summary>Null when the text isn't JSON.</summary>
    public static object? ParseValue(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return ToValue(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> utf8, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8.IsEmpty ? "{}"u8.ToArray() : utf8, Options);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer, Written))
            {
                json.WriteStringValue(text);
            }

            using var document = JsonDocument.Parse(buffer.ToArray());
            return document.RootElement.Clone();
        }
    }

    private static object? ToValue(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new TemplateMap();
                foreach (var member in json.EnumerateObject())
                {
                    map[member.Name] = ToValue(member.Value);
                }

                return map;
            case JsonValueKind.Array:
                var list = new TemplateList(isJson: true);
                list.AddRange(json.EnumerateArray().Select(ToValue));
                return list;
            case JsonValueKind.String:
                return json.GetString();
            case JsonValueKind.Number:
                return json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble();
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                return null;
        }
    }
}
