using System.Text.Json;

namespace Chat.Emulator.Expressions.Schemas;

/// <summary>Turns a schema into rules, keyword by keyword, and refuses one that says something it can't mean.</summary>
internal sealed partial class SchemaCompiler(JsonElement root)
{
    // By place, "#" the root, so that a schema may refer to itself.
    private readonly Dictionary<string, JsonSchema> _schemas = new(StringComparer.Ordinal);

    /// <exception cref="FormatException">The root is no schema.</exception>
    public JsonSchema Compile()
    {
        var schema = Compile(root, "#");
        RefuseLoops();
        return schema;
    }

    private JsonSchema Compile(JsonElement json, string at)
    {
        if (_schemas.TryGetValue(at, out var known))
        {
            return known;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Error(at, "must be a schema, an object");
        }

        var schema = _schemas[at] = new JsonSchema();

        // Beside a reference nothing counts.
        schema.Complete(json.TryGetProperty("$ref", out var reference)
            ? [Reference(schema, reference, at)]
            : json.EnumerateObject()
                .Select(keyword => Rule(schema, json, keyword, $"{at}/{keyword.Name}"))
                .OfType<JsonSchema.Rule>()
                .ToList());
        return schema;
    }

    private JsonSchema.Rule? Rule(JsonSchema schema, JsonElement siblings, JsonProperty keyword, string at)
    {
        var json = keyword.Value;
        return keyword.Name switch
        {
            "type" => Type(json, at),
            "enum" => Enum(json, at),
            "allOf" => AllOf(Alternatives(schema, json, at)),
            "anyOf" => AnyOf(Alternatives(schema, json, at)),
            "oneOf" => OneOf(Alternatives(schema, json, at)),
            "not" => Not(Alongside(schema, json, at)),
            "multipleOf" => MultipleOf(json, at),
            "maximum" => Maximum(json, siblings, at),
            "minimum" => Minimum(json, siblings, at),
            "maxLength" => MaxLength(Count(json, at)),
            "minLength" => MinLength(Count(json, at)),
            "pattern" => Pattern(json, at),
            "items" => Items(json, siblings, at),
            "maxItems" => MaxItems(Count(json, at)),
            "minItems" => MinItems(Count(json, at)),
            "uniqueItems" => UniqueItems(json, at),
            "maxProperties" => MaxProperties(Count(json, at)),
            "minProperties" => MinProperties(Count(json, at)),
            "required" => Required(json, at),
            "properties" => Properties(json, at),
            "patternProperties" => PatternProperties(json, at),
            "additionalProperties" => AdditionalProperties(json, siblings, at),
            "dependencies" => Dependencies(schema, json, at),

            // Remarks, definitions, and what belongs to the keywords above: exclusiveMaximum, exclusiveMinimum, additionalItems.
            _ => null,
        };
    }

    // "#", "#/definitions/x": places of this schema. Model URLs would need the API's other models.
    private JsonSchema.Rule Reference(JsonSchema schema, JsonElement reference, string at)
    {
        var target = Text(reference, $"{at}/$ref");
        if (target is not ("#" or ['#', '/', ..]) || Find(target) is not { } found)
        {
            throw Error($"{at}/$ref", $"must point into the schema, like #/definitions/x, not '{target}'");
        }

        var referred = Compile(found, target.TrimEnd('/'));
        schema.Alongside.Add(referred);
        return referred.IsValid;
    }

    private JsonElement? Find(string pointer)
    {
        var found = root;
        foreach (var step in Uri.UnescapeDataString(pointer[1..]).Split('/').Skip(1))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (found.ValueKind == JsonValueKind.Object && found.TryGetProperty(name, out var member))
            {
                found = member;
            }
            else if (found.ValueKind == JsonValueKind.Array && uint.TryParse(name, out var index) && index < found.GetArrayLength())
            {
                found = found[(int)index];
            }
            else
            {
                return null;
            }
        }

        return found;
    }

    private JsonSchema Alongside(JsonSchema schema, JsonElement json, string at)
    {
        var other = Compile(json, at);
        schema.Alongside.Add(other);
        return other;
    }

    private JsonSchema[] Alternatives(JsonSchema schema, JsonElement json, string at)
    {
        var alternatives = List(json, at).Select((alternative, index) => Alongside(schema, alternative, $"{at}/{index}")).ToArray();
        return alternatives.Length > 0 ? alternatives : throw Error(at, "must have at least one schema");
    }

    private void RefuseLoops()
    {
        var done = new HashSet<JsonSchema>();
        var under = new HashSet<JsonSchema>();
        foreach (var (at, schema) in _schemas)
        {
            Visit(schema, at);
        }

        void Visit(JsonSchema schema, string at)
        {
            if (done.Contains(schema))
            {
                return;
            }

            if (!under.Add(schema))
            {
                throw Error(at, "refers to itself endlessly");
            }

            schema.Alongside.ForEach(other => Visit(other, at));
            under.Remove(schema);
            done.Add(schema);
        }
    }

    private static JsonElement.ArrayEnumerator List(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : throw Error(at, "must be a list");

    private static JsonElement.ObjectEnumerator Members(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.Object ? json.EnumerateObject() : throw Error(at, "must be an object");

    private static string Text(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.String ? json.GetString()! : throw Error(at, "must be a string");

    private static bool Flag(JsonElement json, string at) =>
        json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : throw Error(at, "must be true or false");

    private static int Count(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var count) && count >= 0
            ? count
            : throw Error(at, "must be a whole number, 0 or more");

    private static FormatException Error(string at, string problem) => new($"{at} {problem}.");
}
