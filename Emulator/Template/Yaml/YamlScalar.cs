using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Chat.Emulator.Template.Yaml;

/// <summary>
/// What a scalar means: a plain one may be null, a boolean or a number; any other, and whatever JSON would write otherwise
/// (<c>012345678901</c>, <c>2012-10-17</c>, <c>1_000</c>), is a text as it stands.
/// </summary>
internal static class YamlScalar
{
    public static JsonNode? ToJson(Scalar scalar) => IsPlain(scalar) ? Plain(scalar.Value) : JsonValue.Create(scalar.Value);

    private static bool IsPlain(Scalar scalar) =>
        scalar.Style is ScalarStyle.Plain && (scalar.Tag.IsEmpty || scalar.Tag.Value is YamlTags.Integer or YamlTags.Float or YamlTags.Boolean or YamlTags.Null);

    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ => Number(text) ?? JsonValue.Create(text),
    };

    private static JsonValue? Number(string text)
    {
        if (!(char.IsAsciiDigit(text[0]) || text[0] == '-'))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text) is JsonValue value && value.GetValueKind() is JsonValueKind.Number ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
