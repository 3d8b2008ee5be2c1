using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.Emulator.Template.Intrinsics;

namespace Chat.Emulator.Template.Transformation;

/// <summary>
/// <c>AWS::Include</c>: puts a file's entries where the transform stands. Files that are in S3 on AWS are looked for beside the template.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
/// </summary>
internal static class IncludeTransform
{
    public const string Name = "AWS::Include";

    private const string Function = "Fn::Transform";

    public static bool IsIn(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Any(property => IsInclude(property.Name, property.Value) || IsIn(property.Value)),
        JsonValueKind.Array => json.EnumerateArray().Any(item => IsIn(item) || item.TryGetText("Name") == Name),
        _ => false,
    };

    public static JsonElement Expand(JsonElement root, string folder, Location at, ReadingNotes notes)
    {
        var template = TemplateTree.Of(root);
        foreach (var include in (template["Transform"] as JsonArray)?.ToArray() ?? [template["Transform"]])
        {
            if (include is JsonObject call && IsInclude(call))
            {
                MergeInto(template, Content(call, folder, at.Into("Transform"), notes));
            }
        }

        ExpandIn(template, folder, at, notes);
        return TemplateTree.ToElement(template, at);
    }

    private static bool IsInclude(string name, JsonElement value) => name is Function or "Transform" && value.TryGetText("Name") == Name;

    private static bool IsInclude(JsonObject call) => call["Name"] is JsonValue name && name.TryGetValue<string>(out var text) && text == Name;

    private static void ExpandIn(JsonNode? node, string folder, Location at, ReadingNotes notes)
    {
        if (node is JsonObject map)
        {
            if (map[Function] is JsonObject call && IsInclude(call))
            {
                map.Remove(Function);
                MergeInto(map, Content(call, folder, at.Into(Function), notes));
            }

            foreach (var (name, value) in map.ToArray())
            {
                ExpandIn(value, folder, at.Into(name), notes);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var (index, item) in list.Index())
            {
                ExpandIn(item, folder, at.At(index), notes);
            }
        }
    }

    // What the template itself says wins.
    private static void MergeInto(JsonObject map, JsonObject content)
    {
        foreach (var (name, value) in content)
        {
            if (map[name] is JsonObject inner && value is JsonObject more)
            {
                MergeInto(inner, more);
            }
            else if (!map.ContainsKey(name))
            {
                map[name] = value?.DeepClone();
            }
        }
    }

    private static JsonObject Content(JsonObject call, string folder, Location at, ReadingNotes notes)
    {
        var location = call["Parameters"]?["Location"] switch
        {
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            // {"Fn::Sub": "s3://${Bucket}/file.yaml"}: the file's name is known at least.
            JsonObject { Count: 1 } function when function.First().Value is JsonValue value && value.TryGetValue<string>(out var text) => text,
            _ => throw at.Error("AWS::Include needs a Location."),
        };
        var path = Path.GetFullPath(location.Contains("://", StringComparison.Ordinal) ? location[(location.LastIndexOf('/') + 1)..] : location, folder);
        if (File.Exists(path))
        {
            return TemplateTree.Of(TemplateText.Read(path).Root);
        }

        if (location.Contains("://", StringComparison.Ordinal))
        {
            notes.Add(at.Message($"AWS::Include of {location} is left out: it isn't on this machine. Put the file beside the template to have it."));
            return [];
        }

        throw at.Error($"there is no {path} to include.");
    }
}
