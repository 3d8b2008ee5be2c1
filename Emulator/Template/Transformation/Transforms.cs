using System.Text.Json;
using Chat.Emulator.Template.Serverless;

namespace Chat.Emulator.Template.Transformation;

/// <summary>A template's section <c>Transform</c>: one name or several, or an object with a name and parameters.</summary>
internal static class Transforms
{
    public static string[] Of(JsonElement template) => template.TryGet("Transform") switch
    {
        { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().Select(NameOf).OfType<string>()],
        { } one => NameOf(one) is { } name ? [name] : [],
        null => [],
    };

    public static bool IsKnown(string name) =>
        name is ServerlessTransform.Name or LanguageExtensions.Name or IncludeTransform.Name or "AWS::SecretsManager-2020-07-23" or "AWS::CodeDeployBlueGreen";

    private static string? NameOf(JsonElement transform) => transform.ValueKind is JsonValueKind.String ? transform.GetString() : transform.TryGetText("Name");
}
