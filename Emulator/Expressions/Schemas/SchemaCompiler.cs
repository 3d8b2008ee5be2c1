using System.Text.Json;

namespace Chat.Emulator.Expressions.Schemas;

/// <summary>Turns a schema into rules, keyword by keyword, and refuses one that says something it can't mean.</summary>
internal sealed class SchemaCompiler
{
    private readonly JsonElement _root;
    private readonly ContainerRules _containers;

    // By place, "#" the root, so that a schema may refer to itself.
    private readonly Dictionary<string, JsonSchema> _schemas = new(StringComparer.Ordinal);

    public SchemaCompiler(JsonElement root)
    {
        _root = root;
        _containers = new ContainerRules(this);
    }

    /// <exception cref="FormatException">The root is no schema.</exception>
    public JsonSchema Compile()
    {
        var schema = Compile(_root, "#");
        RefuseLoops();
        return schema;
    }

    public JsonSchema Compile(JsonElement json, string at)
    {
        if (_schemas.TryGetValue(at, out var known))
        {
            return known;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw SchemaReading.Error(at, "must be a schema, an object");
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
            "type" => ValueRules.Type(json, at),
            "enum" => ValueRules.Enum(json, at),
            "allOf" => ValueRules.AllOf(Alternatives(schema, json, at)),
            "anyOf" => ValueRules.AnyOf(Alternatives(schema, json, at)),
            "oneOf" => ValueRules.OneOf(Alternatives(schema, json, at)),
            "not" => ValueRules.Not(Alongside(schema, json, at)),
            "multipleOf" => ValueRules.MultipleOf(json, at),
            "maximum" => ValueRules.Maximum(json, siblings, at),
            "minimum" => ValueRules.Minimum(json, siblings, at),
            "maxLength" => ValueRules.MaxLength(SchemaReading.Count(json, at)),
            "minLength" => ValueRules.MinLength(SchemaReading.Count(json, at)),
            "pattern" => ValueRules.Pattern(json, at),
            "items" => _containers.Items(json, siblings, at),
            "maxItems" => ContainerRules.MaxItems(SchemaReading.Count(json, at)),
            "minItems" => ContainerRules.MinItems(SchemaReading.Count(json, at)),
            "uniqueItems" => ContainerRules.UniqueItems(json, at),
            "maxProperties" => ContainerRules.MaxProperties(SchemaReading.Count(json, at)),
            "minProperties" => ContainerRules.MinProperties(SchemaReading.Count(json, at)),
            "required" => ContainerRules.Required(json, at),
            "properties" => _containers.Properties(json, at),
            "patternProperties" => _containers.PatternProperties(json, at),
            "additionalProperties" => _containers.AdditionalProperties(json, siblings, at),
            "dependencies" => _containers.Dependencies(schema, json, at),

            // Remarks, definitions, and what belongs to the keywords above: exclusiveMaximum, exclusiveMinimum, additionalItems.
            _ => null,
        };
    }

    // "#", "#/definitions/x": places of this schema. Model URLs would need the API's other models.
    private JsonSchema.Rule Reference(JsonSchema schema, JsonElement reference, string at)
    {
        var target = SchemaReading.Text(reference, $"{at}/$ref");
        if (target is not ("#" or ['#', '/', ..]) || Find(target) is not { } found)
        {
            throw SchemaReading.Error($"{at}/$ref", $"must point into the schema, like #/definitions/x, not '{target}'");
        }

        var referred = Compile(found, target.TrimEnd('/'));
        schema.Alongside.Add(referred);
        return referred.IsValid;
    }

    private JsonElement? Find(string pointer)
    {
        var found = _root;
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

    /// <summary>A schema that sees the very value that this one sees.</summary>
    public JsonSchema Alongside(JsonSchema schema, JsonElement json, string at)
    {
        var other = Compile(json, at);
        schema.Alongside.Add(other);
        return other;
    }

    private JsonSchema[] Alternatives(JsonSchema schema, JsonElement json, string at)
    {
        var alternatives = SchemaReading.List(json, at).Select((alternative, index) => Alongside(schema, alternative, $"{at}/{index}")).ToArray();
        return alternatives.Length > 0 ? alternatives : throw SchemaReading.Error(at, "must have at least one schema");
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
                throw SchemaReading.Error(at, "refers to itself endlessly");
            }

            schema.Alongside.ForEach(other => Visit(other, at));
            under.Remove(schema);
            done.Add(schema);
        }
    }
}
