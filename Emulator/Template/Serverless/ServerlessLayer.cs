using System.Text.Json.Nodes;

namespace Chat.Emulator.Template.Serverless;

/// <summary><c>AWS::Serverless::LayerVersion</c>: the same with other names.</summary>
internal static class ServerlessLayer
{
    public static void Expand(ServerlessResource resource, ExpandedResources expanded)
    {
        var properties = resource.Properties;
        var layer = new JsonObject { ["LayerName"] = properties["LayerName"]?.DeepClone() ?? resource.LogicalId };
        foreach (var name in new[] { "CompatibleArchitectures", "CompatibleRuntimes", "Description", "LicenseInfo" })
        {
            if (properties[name] is { } value)
            {
                layer[name] = value.DeepClone();
            }
        }

        if (properties["ContentUri"] is { } content)
        {
            layer["Content"] = Place(content);
        }

        expanded.Add(resource.LogicalId, resource.As(LayerReader.LayerType, layer), resource.At);
    }

    /// <summary><c>"src/"</c>, <c>{"Bucket": …, "Key": …, "Version": …}</c>, or an intrinsic function that gives a path.</summary>
    public static JsonNode Place(JsonNode given) => given is JsonObject place && place["Bucket"] is not null
        ? new JsonObject { ["S3Bucket"] = place["Bucket"]?.DeepClone(), ["S3Key"] = place["Key"]?.DeepClone() }
        : given.DeepClone();
}
