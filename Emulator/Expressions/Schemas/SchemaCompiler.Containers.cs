using System.Text.Json;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Expressions.Schemas;

/// <content>Rules for arrays and objects.</content>
internal sealed partial class SchemaCompiler
{
    private JsonSchema.Rule Items(JsonElement json, JsonElement siblings, string at)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            var every = Compile(json, at);
            return Arrays(value => value.EnumerateArray().All(every.IsValid));
        }

        var first = json.EnumerateArray().Select((item, index) => Compile(item, $"{at}/{index}")).ToArray();
        var (allowed, rest) = Additional(siblings, "additionalItems", at);
        return Arrays(value => value.EnumerateArray().Select((item, index) => (item, index)).All(entry => entry.index < first.Length
            ? first[entry.index].IsValid(entry.item)
            : allowed && (rest?.IsValid(entry.item) ?? true)));
    }

    private static JsonSchema.Rule MaxItems(int most) => Arrays(value => value.GetArrayLength() <= most);

    private static JsonSchema.Rule MinItems(int least) => Arrays(value => value.GetArrayLength() >= least);

    private static JsonSchema.Rule? UniqueItems(JsonElement json, string at) => Flag(json, at) ? Arrays(AreUnique) : null;

    private static JsonSchema.Rule MaxProperties(int most) => Objects(value => value.GetPropertyCount() <= most);

    private static JsonSchema.Rule MinProperties(int least) => Objects(value => value.GetPropertyCount() >= least);

    private static JsonSchema.Rule Required(JsonElement json, string at)
    {
        string[] names = [.. List(json, at).Select(name => Text(name, at))];
        return Objects(value => names.All(name => value.TryGetProperty(name, out _)));
    }

    private JsonSchema.Rule Properties(JsonElement json, string at)
    {
        var schemas = Members(json, at).Select(member => (member.Name, Schema: Compile(member.Value, $"{at}/{member.Name}"))).ToArray();
        return Objects(value => schemas.All(property =>
            !value.TryGetProperty(property.Name, out var member) || property.Schema.IsValid(member)));
    }

    private JsonSchema.Rule PatternProperties(JsonElement json, string at)
    {
        var schemas = Members(json, at)
            .Select(member => (Pattern: Regex(member.Name, at), Schema: Compile(member.Value, $"{at}/{member.Name}")))
            .ToArray();
        return Objects(value => value.EnumerateObject().All(member =>
            schemas.All(property => !IsMatch(property.Pattern, member.Name) || property.Schema.IsValid(member.Value))));
    }

    private JsonSchema.Rule? AdditionalProperties(JsonElement json, JsonElement siblings, string at)
    {
        var (allowed, schema) = Additional(siblings, "additionalProperties", at);
        if (allowed && schema is null)
        {
            return null;
        }

        var around = at[..at.LastIndexOf('/')];
        HashSet<string> names = siblings.TryGetProperty("properties", out var properties)
            ? [.. Members(properties, $"{around}/properties").Select(member => member.Name)]
            : [];
        Regex[] patterns = siblings.TryGetProperty("patternProperties", out var matched)
            ? [.. Members(matched, $"{around}/patternProperties").Select(member => Regex(member.Name, at))]
            : [];
        return Objects(value => value.EnumerateObject()
            .Where(member => !names.Contains(member.Name) && !patterns.Any(pattern => IsMatch(pattern, member.Name)))
            .All(member => allowed && schema!.IsValid(member.Value)));
    }

    // "a": ["b"]: with a there must be b. "a": {…}: with a the whole object must keep the schema.
    private JsonSchema.Rule Dependencies(JsonSchema schema, JsonElement json, string at)
    {
        var rules = Members(json, at)
            .Select(member => (member.Name, Rule: member.Value.ValueKind == JsonValueKind.Array
                ? Required(member.Value, $"{at}/{member.Name}")
                : Alongside(schema, member.Value, $"{at}/{member.Name}").IsValid))
            .ToArray();
        return Objects(value => rules.All(dependency => !value.TryGetProperty(dependency.Name, out _) || dependency.Rule(value)));
    }

    // true or absent: anything may follow; false: nothing may; a schema: what keeps it.
    private (bool Allowed, JsonSchema? Schema) Additional(JsonElement siblings, string name, string at)
    {
        if (!siblings.TryGetProperty(name, out var json))
        {
            return (true, null);
        }

        return json.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? (json.GetBoolean(), null)
            : (true, Compile(json, $"{at[..at.LastIndexOf('/')]}/{name}"));
    }

    private static JsonSchema.Rule Arrays(Func<JsonElement, bool> rule) =>
        value => value.ValueKind != JsonValueKind.Array || rule(value);

    private static JsonSchema.Rule Objects(Func<JsonElement, bool> rule) =>
        value => value.ValueKind != JsonValueKind.Object || rule(value);

    private static bool AreUnique(JsonElement array)
    {
        var seen = new HashSet<JsonElement>(SameValue.Instance);
        return array.EnumerateArray().All(seen.Add);
    }

    /// <summary>Equal as JSON. The hash keeps a long array from being compared with itself, item by item.</summary>
    private sealed class SameValue : IEqualityComparer<JsonElement>
    {
        public static readonly SameValue Instance = new();

        public bool Equals(JsonElement x, JsonElement y) => JsonElement.DeepEquals(x, y);

        public int GetHashCode(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.String => string.GetHashCode(value.GetString(), StringComparison.Ordinal),
            JsonValueKind.Number => value.TryGetDouble(out var number) ? number.GetHashCode() : 0,
            JsonValueKind.Array => HashCode.Combine(JsonValueKind.Array, value.GetArrayLength()),
            JsonValueKind.Object => HashCode.Combine(JsonValueKind.Object, value.GetPropertyCount()),
            var kind => (int)kind,
        };
    }
}
