using System.Text.Json.Nodes;

namespace Chat.Emulator.Template.Serverless;

/// <summary>
/// The section <c>Globals</c>: properties that all resources of a type have. A resource's own value wins, maps are joined, and lists put
/// one after the other. https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
/// </summary>
internal sealed class ServerlessGlobals(JsonObject? globals)
{
    private const string Prefix = "AWS::Serverless::";

    public JsonObject Merge(string type, JsonObject properties) =>
        type.StartsWith(Prefix, StringComparison.Ordinal) && globals?[type[Prefix.Length..]] is JsonObject common
            ? Merge(common, properties)
            : properties.DeepClone().AsObject();

    private static JsonObject Merge(JsonObject common, JsonObject own)
    {
        var merged = common.DeepClone().AsObject();
        foreach (var (name, value) in own)
        {
            merged[name] = (merged[name], value) switch
            {
                (JsonObject below, JsonObject above) when !IsIntrinsic(below) && !IsIntrinsic(above) => Merge(below, above),
                (JsonArray first, JsonArray second) => new JsonArray([.. first.Concat(second).Select(item => item?.DeepClone())]),
                _ => value?.DeepClone(),
            };
        }

        return merged;
    }

    private static bool IsIntrinsic(JsonObject map) =>
        map.Count == 1 && map.First().Key is var name && (name == "Ref" || name.StartsWith("Fn::", StringComparison.Ordinal));
}
