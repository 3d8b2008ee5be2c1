using System.Text.Json.Nodes;

namespace Chat.Emulator.Template.Serverless;

/// <summary>The resources of the template that comes out.</summary>
internal sealed class ExpandedResources
{
    private readonly JsonObject _resources = [];

    // "Api.Stage", which SAM lets a Ref name, and the logical id that it stands for.
    private readonly Dictionary<string, string> _references = new(StringComparer.Ordinal);

    public void Add(string logicalId, JsonObject resource, Location at)
    {
        if (!_resources.TryAdd(logicalId, resource))
        {
            throw at.Error($"SAM generates a resource named '{logicalId}' for it, and there already is one.");
        }
    }

    public void AddReference(string name, string logicalId) => _references[name] = logicalId;

    public JsonObject ToJson()
    {
        if (_references.Count > 0)
        {
            Resolve(_resources);
        }

        return _resources;
    }

    // "${Fn.Alias}" in a text, or in the text of a list with variables.
    private void ResolveIn(JsonObject map, JsonNode template)
    {
        if ((template is JsonArray { Count: > 0 } list ? list[0] : template) is JsonValue value && value.TryGetValue<string>(out var text))
        {
            foreach (var (name, logicalId) in _references)
            {
                text = text.Replace($"${{{name}}}", $"${{{logicalId}}}", StringComparison.Ordinal);
            }

            if (template is JsonArray withVariables)
            {
                withVariables[0] = text;
            }
            else
            {
                map["Fn::Sub"] = text;
            }
        }
    }

    private void Resolve(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            if (map is { Count: 1 } && map["Ref"] is JsonValue name && name.TryGetValue<string>(out var text) && _references.TryGetValue(text, out var logicalId))
            {
                map["Ref"] = logicalId;
                return;
            }

            if (map["Fn::Sub"] is { } template)
            {
                ResolveIn(map, template);
            }

            foreach (var (_, value) in map.ToArray())
            {
                Resolve(value);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Resolve(item);
            }
        }
    }
}
