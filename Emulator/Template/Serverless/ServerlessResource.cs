using System.Text.Json.Nodes;

namespace Chat.Emulator.Template.Serverless;

/// <summary>A resource of a SAM template, with what <c>Globals</c> says of its type.</summary>
internal sealed class ServerlessResource(string logicalId, JsonObject json, ServerlessGlobals globals, Location at)
{
    private const string TypeKey = "Type";
    private const string PropertiesKey = "Properties";

    public string LogicalId => logicalId;

    public JsonObject Json => json;

    public Location At => at;

    public string Type => json[TypeKey] is JsonValue type && type.TryGetValue<string>(out var text) ? text : "";

    /// <summary>A copy, to be taken apart.</summary>
    public JsonObject Properties { get; } = globals.Merge(json[TypeKey]?.ToString() ?? "", json[PropertiesKey] as JsonObject ?? []);

    /// <summary>The resource that takes its place: the same condition, metadata and so on, with another type and other properties.</summary>
    public JsonObject As(string type, JsonObject properties)
    {
        var resource = json.DeepClone().AsObject();
        resource[TypeKey] = type;
        resource[PropertiesKey] = properties;
        return resource;
    }

    /// <summary>A resource that comes with it: of its attributes it has the condition alone.</summary>
    public JsonObject With(string type, JsonObject properties)
    {
        var resource = new JsonObject { [TypeKey] = type, [PropertiesKey] = properties };
        if (json["Condition"] is { } condition)
        {
            resource["Condition"] = condition.DeepClone();
        }

        return resource;
    }
}
