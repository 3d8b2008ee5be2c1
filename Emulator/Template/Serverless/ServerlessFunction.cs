using System.Text.Json.Nodes;

namespace Chat.Emulator.Template.Serverless;

/// <summary><c>AWS::Serverless::Function</c>: a function, and a role for it unless it names one.</summary>
internal static class ServerlessFunction
{
    // Properties that AWS::Lambda::Function doesn't have, and those that are turned into others.
    private static readonly string[] Own =
    [
        "AssumeRolePolicyDocument", "AutoPublishAlias", "AutoPublishAliasAllProperties", "AutoPublishCodeSha256", "CodeUri", "DeploymentPreference",
        "EventInvokeConfig", "Events", "FunctionUrlConfig", "ImageUri", "InlineCode", "PermissionsBoundary", "Policies", "PropagateTags",
        "ProvisionedConcurrencyConfig", "RolePath", "Tags", "VersionDeletionPolicy", "VersionDescription",
    ];

    public static void Expand(ServerlessResource resource, ExpandedResources expanded)
    {
        var given = resource.Properties;
        var properties = new JsonObject();
        foreach (var (name, value) in given.Where(property => !Own.Contains(property.Key)))
        {
            properties[name] = value?.DeepClone();
        }

        if (Code(given) is { } code)
        {
            properties["Code"] = code;
        }

        if (given["Role"] is null)
        {
            var role = resource.LogicalId + "Role";
            properties["Role"] = new JsonObject { ["Fn::GetAtt"] = new JsonArray(role, "Arn") };
            expanded.Add(role, resource.With("AWS::IAM::Role", ServerlessRole.Of(resource.LogicalId, given)), resource.At);
        }

        expanded.Add(resource.LogicalId, resource.As("AWS::Lambda::Function", properties), resource.At);
        if (given["AutoPublishAlias"] is { } alias)
        {
            AddAlias(alias, resource, expanded);
        }

        AddEvents(resource, expanded);
    }

    // A version of the code, an alias that means it, and the names by which templates refer to the two: Fn.Version, Fn.Alias.
    private static void AddAlias(JsonNode alias, ServerlessResource resource, ExpandedResources expanded)
    {
        var id = resource.LogicalId;
        var versionId = id + "Version";
        var aliasId = $"{id}Alias{(alias is JsonValue ? string.Concat(alias.ToString().Where(char.IsAsciiLetterOrDigit)) : "")}";
        expanded.Add(versionId, resource.With("AWS::Lambda::Version", new JsonObject { ["FunctionName"] = new JsonObject { ["Ref"] = id } }), resource.At);
        expanded.Add(
            aliasId,
            resource.With("AWS::Lambda::Alias", new JsonObject
            {
                ["Name"] = alias.DeepClone(),
                ["FunctionName"] = new JsonObject { ["Ref"] = id },
                ["FunctionVersion"] = new JsonObject { ["Fn::GetAtt"] = new JsonArray(versionId, "Version") },
            }),
            resource.At);
        expanded.AddReference(id + ".Version", versionId);
        expanded.AddReference(id + ".Alias", aliasId);
    }

    // "src/", {"Bucket": …, "Key": …, "Version": …}, or an intrinsic function that gives a path. Without any, "sam package" and
    // "aws cloudformation package" take the template's folder.
    private static JsonNode? Code(JsonObject given) => (given["InlineCode"], given["CodeUri"], given["ImageUri"]) switch
    {
        ({ } text, _, _) => new JsonObject { ["ZipFile"] = text.DeepClone() },
        (_, { } place, _) => ServerlessLayer.Place(place),
        (_, _, { } image) => new JsonObject { ["ImageUri"] = image.DeepClone() },
        _ => given["PackageType"]?.ToString() == "Image" ? null : JsonValue.Create("."),
    };

    // SAM's words are those of the mapping, but for the stream itself. Null for another source.
    private static JsonObject? TableStream(ServerlessResource resource, JsonObject? source)
    {
        if (source is null || !IsTableStream(source))
        {
            return null;
        }

        var mapping = (source["Properties"] as JsonObject)?.DeepClone().AsObject() ?? [];
        mapping["EventSourceArn"] = mapping["Stream"]?.DeepClone();
        mapping.Remove("Stream");
        mapping["FunctionName"] = new JsonObject { ["Ref"] = resource.LogicalId };
        return mapping;
    }

    public static bool IsTableStream(JsonObject source) => source["Type"]?.ToString() == "DynamoDB";

    // Each becomes something that the emulator doesn't run: a rule, a subscription, a REST API. Of a type of ours, so that it is named.
    private static void AddEvents(ServerlessResource resource, ExpandedResources expanded)
    {
        foreach (var (name, source) in resource.Properties["Events"] as JsonObject ?? [])
        {
            if (TableStream(resource, source as JsonObject) is { } mapping)
            {
                expanded.Add(resource.LogicalId + name, resource.With(StreamMappingReader.MappingType, mapping), resource.At.Into("Events").Into(name));
                continue;
            }

            expanded.Add(
                resource.LogicalId + name,
                resource.With($"event source of the type {(source as JsonObject)?["Type"]?.ToString() ?? "(none)"}", []),
                resource.At.Into("Events").Into(name));
        }
    }
}
