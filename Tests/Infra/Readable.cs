using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chat.Infra.Tests;

/// <summary>
/// Template JSON as people read it: <c>Ref</c>, <c>Fn::GetAtt</c>, <c>Fn::Sub</c> and <c>Fn::Join</c> become text like
/// <c>arn:${AWS::Partition}:…</c>, and members are in alphabetical order, so that whole documents can be compared as text.
/// </summary>
internal static class Readable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Json(JsonNode? node) => Simplify(node)?.ToJsonString(Indented) ?? "null";

    /// <summary>The same for JSON written down in a test.</summary>
    public static string Json(string json) => Json(JsonNode.Parse(json));

    public static string? Text(JsonNode? node) => Simplify(node)?.ToString();

    private static JsonNode? Simplify(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } o when Intrinsic(o.Single()) is { } text => JsonValue.Create(text),
        JsonObject o => new JsonObject(o.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Simplify(m.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Simplify)]),
        _ => node?.DeepClone(),
    };

    private static string? Intrinsic(KeyValuePair<string, JsonNode?> member) => member switch
    {
        ("Ref", { } name) => $"${{{name}}}",
        ("Fn::GetAtt", JsonArray path) => $"${{{string.Join('.', path.Select(p => (string?)p))}}}",
        ("Fn::Sub", JsonValue text) => text.ToString(),
        ("Fn::Join", JsonArray join) => string.Join((string?)join[0], join[1]!.AsArray().Select(Text)),
        _ => null,
    };
}
