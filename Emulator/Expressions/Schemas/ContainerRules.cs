using System.Text.Json;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Expressions.Schemas;

/// <summary>Rules for arrays and objects.</summary>
/// <param name="compiler">Compiles the schemas of their items and members.</param>
internal sealed class ContainerRules(SchemaCompiler compiler)
{
    public JsonSchema.Rule Items(JsonElement json, JsonElement siblings, string at)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            var every = compiler.Compile(json, at);
            return Arrays(value => value.EnumerateArray().All(every.IsValid));
        }

        var first = json.EnumerateArray().Select((item, index) => compiler.Compile(item, $"{at}/{index}")).ToArray();
        var (allowed, rest) = Additional(siblings, "additionalItems", at);
        return Arrays(value => value.EnumerateArray().Select((item, index) => (item, index)).All(entry => entry.index < first.Length
            ? first[entry.index].IsValid(entry.item)
            : allowed && (rest?.IsValid(entry.item) ?? true)));
    }

    public static JsonSchema.Rule MaxItems(int most) => Arrays(value => value.GetArrayLength() <= most);

    public static JsonSchema.Rule MinItems(int least) => Arrays(value => value.GetArrayLength() >= least);

    public static JsonSchema.Rule? UniqueItems(JsonElement json, string at) => SchemaReading.Flag(json, at) ? Arrays(AreUnique) : null;

    public static JsonSchema.Rule MaxProperties(int most) => Objects(value => value.GetPropertyCount() <= most);

    public static JsonSchema.Rule MinProperties(int least) => Objects(value => value.GetPropertyCount() >= least);

    public static JsonSchema.Rule Required(JsonElement json, string at)
    {
        string[] names = [.. SchemaReading.List(json, at).Select(name => SchemaReading.Text(name, at))];
        return Objects(value => names.All(name => value.TryGetProperty(name, out _)));
    }

    public JsonSchema.Rule Properties(JsonElement json, string at)
    {
        var schemas = SchemaReading.Members(json, at).Select(member => (member.Name, Schema: compiler.Compile(member.Value, $"{at}/{member.Name}"))).ToArray();
        return Objects(value => schemas.All(property =>
            !value.TryGetProperty(property.Name, out var member) || property.Schema.IsValid(member)));
    }

    public JsonSchema.Rule PatternProperties(JsonElement json, string at)
    {
        var schemas = SchemaReading.Members(json, at)
            .Select(member => (Pattern: SchemaReading.Regex(member.Name, at), Schema: compiler.Compile(member.Value, $"{at}/{member.Name}")))
            .ToArray();
        return Objects(value => value.EnumerateObject().All(member =>
            schemas.All(property => !SchemaReading.IsMatch(property.Pattern, member.Name) || property.Schema.IsValid(member.Value))));
    }

    public JsonSchema.Rule? AdditionalProperties(JsonElement json, JsonElement siblings, string at)
    {
        var (allowed, schema) = Additional(siblings, "additionalProperties", at);
        if (allowed && schema is null)
        {
            return null;
        }

        var around = at[..at.LastIndexOf('/')];
        HashSet<string> names = siblings.TryGetProperty("properties", out var properties)
            ? [.. SchemaReading.Members(properties, $"{around}/properties").Select(member => member.Name)]
            : [];
        Regex[] patterns = siblings.TryGetProperty("patternProperties", out var matched)
            ? [.. SchemaReading.Members(matched, $"{around}/patternProperties").Select(member => SchemaReading.Regex(member.Name, at))]
            : [];
        return Objects(value => value.EnumerateObject()
            .Where(member => !names.Contains(member.Name) && !patterns.Any(pattern => SchemaReading.IsMatch(pattern, member.Name)))
            .All(member => allowed && schema!.IsValid(member.Value)));
    }

    // "a": ["b"]: with a there must be b. "a": {…}: with a the whole object must keep the schema.
    public JsonSchema.Rule Dependencies(JsonSchema schema, JsonElement json, string at)
    {
        var rules = SchemaReading.Members(json, at)
            .Select(member => (member.Name, Rule: member.Value.ValueKind == JsonValueKind.Array
                ? Required(member.Value, $"{at}/{member.Name}")
                : compiler.Alongside(schema, member.Value, $"{at}/{member.Name}").IsValid))
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
            : (true, compiler.Compile(json, $"{at[..at.LastIndexOf('/')]}/{name}"));
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
