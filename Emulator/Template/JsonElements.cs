using System.Text.Json;

namespace Chat.Emulator.Template;

/// <summary>Reading of JSON that may have any shape.</summary>
internal static class JsonElements
{
    public static JsonElement? TryGet(this JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var property) ? property : null;

    public static JsonElement? TryGetObject(this JsonElement json, string name) =>
        json.TryGet(name) is { ValueKind: JsonValueKind.Object } found ? found : null;

    public static string? TryGetText(this JsonElement json, string name) =>
        json.TryGet(name) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    public static IEnumerable<JsonProperty> Entries(this JsonElement json, string name) =>
        json.TryGetObject(name) is { } found ? found.EnumerateObject() : [];
}
