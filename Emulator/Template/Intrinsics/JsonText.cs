using System.Text.Encodings.Web;
using System.Text.Json;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>What <c>Fn::ToJsonString</c> makes: numbers and booleans that stand in the template stay what they are.</summary>
internal static class JsonText
{
    // Whoever has it printed or compared sees the characters that the template has.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = EvaluationGuard.MaxDepth };

    /// <param name="source">Where the value comes from, which still tells 1 from "1".</param>
    public static string Of(Value value, JsonElement source)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            Write(writer, value, source);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, Value value, JsonElement source)
    {
        switch (value)
        {
            case Value.Text when source.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                source.WriteTo(writer);
                break;
            case Value.Text text:
                writer.WriteStringValue(text.Content);
                break;
            case Value.List list:
                writer.WriteStartArray();
                JsonElement[] items = source.ValueKind is JsonValueKind.Array && source.GetArrayLength() == list.Items.Length ? [.. source.EnumerateArray()] : [];
                foreach (var (index, item) in list.Items.Index())
                {
                    Write(writer, item, items.Length > 0 ? items[index] : default);
                }

                writer.WriteEndArray();
                break;
            case Value.Map map:
                writer.WriteStartObject();
                foreach (var name in Names(map, source))
                {
                    writer.WritePropertyName(name);
                    Write(writer, map.Entries[name], source.TryGet(name) ?? default);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    // In the template's order, where it is the template that has them.
    private static IEnumerable<string> Names(Value.Map map, JsonElement source) => source.ValueKind is JsonValueKind.Object
        ? source.EnumerateObject().Select(property => property.Name).Where(map.Entries.ContainsKey).Union(map.Entries.Keys.Order(StringComparer.Ordinal))
        : map.Entries.Keys.Order(StringComparer.Ordinal);
}
