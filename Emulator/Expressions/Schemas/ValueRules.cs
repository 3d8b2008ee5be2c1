using System.Text.Json;

namespace Chat.Emulator.Expressions.Schemas;

/// <summary>Rules for any value, for numbers and for texts.</summary>
internal static class ValueRules
{
    public static JsonSchema.Rule Type(JsonElement json, string at)
    {
        string[] names = json.ValueKind == JsonValueKind.Array
            ? [.. json.EnumerateArray().Select(name => SchemaReading.Text(name, at))]
            : [SchemaReading.Text(json, at)];
        JsonSchema.Rule[] types = [.. names.Select(name => Type(name, at))];
        return types is [var only] ? only : value => types.Any(type => type(value));
    }

    private static JsonSchema.Rule Type(string name, string at) => name switch
    {
        "object" => value => value.ValueKind == JsonValueKind.Object,
        "array" => value => value.ValueKind == JsonValueKind.Array,
        "string" => value => value.ValueKind == JsonValueKind.String,
        "number" => value => value.ValueKind == JsonValueKind.Number,
        "integer" => value => value.ValueKind == JsonValueKind.Number && IsWhole(value),
        "boolean" => value => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value => value.ValueKind == JsonValueKind.Null,
        _ => throw SchemaReading.Error(at, $"names the type '{name}', which JSON Schema doesn't have"),
    };

    public static JsonSchema.Rule Enum(JsonElement json, string at)
    {
        JsonElement[] allowed = [.. SchemaReading.List(json, at)];
        return value => allowed.Any(one => JsonElement.DeepEquals(one, value));
    }

    public static JsonSchema.Rule AllOf(JsonSchema[] schemas) => value => schemas.All(schema => schema.IsValid(value));

    public static JsonSchema.Rule AnyOf(JsonSchema[] schemas) => value => schemas.Any(schema => schema.IsValid(value));

    public static JsonSchema.Rule OneOf(JsonSchema[] schemas) => value => schemas.Count(schema => schema.IsValid(value)) == 1;

    public static JsonSchema.Rule Not(JsonSchema schema) => value => !schema.IsValid(value);

    public static JsonSchema.Rule MultipleOf(JsonElement json, string at)
    {
        var step = SchemaReading.Number(json, at);
        if (step <= 0)
        {
            throw SchemaReading.Error(at, "must be more than 0");
        }

        return Numbers(value => value.TryGetDecimal(out var exact) && exact % step == 0);
    }

    public static JsonSchema.Rule Maximum(JsonElement json, JsonElement siblings, string at)
    {
        var limit = SchemaReading.Number(json, at);
        return IsExclusive(siblings, "exclusiveMaximum", at)
            ? Numbers(value => Compare(value, limit) < 0)
            : Numbers(value => Compare(value, limit) <= 0);
    }

    public static JsonSchema.Rule Minimum(JsonElement json, JsonElement siblings, string at)
    {
        var limit = SchemaReading.Number(json, at);
        return IsExclusive(siblings, "exclusiveMinimum", at)
            ? Numbers(value => Compare(value, limit) > 0)
            : Numbers(value => Compare(value, limit) >= 0);
    }

    public static JsonSchema.Rule MaxLength(int most) => Texts(text => Length(text) <= most);

    public static JsonSchema.Rule MinLength(int least) => Texts(text => Length(text) >= least);

    public static JsonSchema.Rule Pattern(JsonElement json, string at)
    {
        var pattern = SchemaReading.Regex(SchemaReading.Text(json, at), at);
        return Texts(text => SchemaReading.IsMatch(pattern, text));
    }

    private static JsonSchema.Rule Numbers(Func<JsonElement, bool> rule) =>
        value => value.ValueKind != JsonValueKind.Number || rule(value);

    private static JsonSchema.Rule Texts(Func<string, bool> rule) =>
        value => value.ValueKind != JsonValueKind.String || rule(value.GetString()!);

    // In characters, not in the halves that UTF-16 makes of some.
    private static int Length(string text) => text.Length - text.Count(char.IsLowSurrogate);

    private static bool IsExclusive(JsonElement siblings, string name, string at) =>
        siblings.TryGetProperty(name, out var flag) && SchemaReading.Flag(flag, $"{at[..at.LastIndexOf('/')]}/{name}");

    // 1.0 is a whole number, and so is what is too large to have a fraction; 1e-300, which a decimal takes for 0, is none.
    private static bool IsWhole(JsonElement value) =>
        !value.TryGetDecimal(out var exact) || (exact == decimal.Truncate(exact) && (exact != 0 || value.GetDouble() == 0));

    private static int Compare(JsonElement value, decimal limit) =>
        value.TryGetDecimal(out var exact) ? exact.CompareTo(limit) : value.GetDouble().CompareTo((double)limit);
}
