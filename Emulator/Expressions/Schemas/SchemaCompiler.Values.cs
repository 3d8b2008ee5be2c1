using System.Text.Json;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Expressions.Schemas;

/// <content>Rules for any value, for numbers and for texts.</content>
internal sealed partial class SchemaCompiler
{
    // A pattern that needs longer than this for one text would stop the client's reader.
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(250);

    private static JsonSchema.Rule Type(JsonElement json, string at)
    {
        string[] names = json.ValueKind == JsonValueKind.Array
            ? [.. json.EnumerateArray().Select(name => Text(name, at))]
            : [Text(json, at)];
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
        _ => throw Error(at, $"names the type '{name}', which JSON Schema doesn't have"),
    };

    private static JsonSchema.Rule Enum(JsonElement json, string at)
    {
        JsonElement[] allowed = [.. List(json, at)];
        return value => allowed.Any(one => JsonElement.DeepEquals(one, value));
    }

    private static JsonSchema.Rule AllOf(JsonSchema[] schemas) => value => schemas.All(schema => schema.IsValid(value));

    private static JsonSchema.Rule AnyOf(JsonSchema[] schemas) => value => schemas.Any(schema => schema.IsValid(value));

    private static JsonSchema.Rule OneOf(JsonSchema[] schemas) => value => schemas.Count(schema => schema.IsValid(value)) == 1;

    private static JsonSchema.Rule Not(JsonSchema schema) => value => !schema.IsValid(value);

    private static JsonSchema.Rule MultipleOf(JsonElement json, string at)
    {
        var step = Number(json, at);
        if (step <= 0)
        {
            throw Error(at, "must be more than 0");
        }

        return Numbers(value => value.TryGetDecimal(out var exact) && exact % step == 0);
    }

    private static JsonSchema.Rule Maximum(JsonElement json, JsonElement siblings, string at)
    {
        var limit = Number(json, at);
        return IsExclusive(siblings, "exclusiveMaximum", at)
            ? Numbers(value => Compare(value, limit) < 0)
            : Numbers(value => Compare(value, limit) <= 0);
    }

    private static JsonSchema.Rule Minimum(JsonElement json, JsonElement siblings, string at)
    {
        var limit = Number(json, at);
        return IsExclusive(siblings, "exclusiveMinimum", at)
            ? Numbers(value => Compare(value, limit) > 0)
            : Numbers(value => Compare(value, limit) >= 0);
    }

    private static JsonSchema.Rule MaxLength(int most) => Texts(text => Length(text) <= most);

    private static JsonSchema.Rule MinLength(int least) => Texts(text => Length(text) >= least);

    private static JsonSchema.Rule Pattern(JsonElement json, string at)
    {
        var pattern = Regex(Text(json, at), at);
        return Texts(text => IsMatch(pattern, text));
    }

    private static JsonSchema.Rule Numbers(Func<JsonElement, bool> rule) =>
        value => value.ValueKind != JsonValueKind.Number || rule(value);

    private static JsonSchema.Rule Texts(Func<string, bool> rule) =>
        value => value.ValueKind != JsonValueKind.String || rule(value.GetString()!);

    // In characters, not in the halves that UTF-16 makes of some.
    private static int Length(string text) => text.Length - text.Count(char.IsLowSurrogate);

    private static bool IsExclusive(JsonElement siblings, string name, string at) =>
        siblings.TryGetProperty(name, out var flag) && Flag(flag, $"{at[..at.LastIndexOf('/')]}/{name}");

    private static decimal Number(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var number) ? number : throw Error(at, "must be a number");

    // 1.0 is a whole number, and so is what is too large to have a fraction; 1e-300, which a decimal takes for 0, is none.
    private static bool IsWhole(JsonElement value) =>
        !value.TryGetDecimal(out var exact) || (exact == decimal.Truncate(exact) && (exact != 0 || value.GetDouble() == 0));

    private static int Compare(JsonElement value, decimal limit) =>
        value.TryGetDecimal(out var exact) ? exact.CompareTo(limit) : value.GetDouble().CompareTo((double)limit);

    private static Regex Regex(string pattern, string at)
    {
        try
        {
            return new Regex(pattern, RegexOptions.ECMAScript, PatternTimeout);
        }
        catch (ArgumentException e)
        {
            throw Error(at, $"isn't an ECMA 262 regular expression: {e.Message}");
        }
    }

    private static bool IsMatch(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
