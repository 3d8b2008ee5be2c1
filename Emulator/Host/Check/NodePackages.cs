using System.Text.Json;
using Chat.Emulator.Lambda.Code;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Check;

/// <summary>Packages that a Node.js function's own <c>package.json</c> asks for, and that aren't installed.</summary>
internal static class NodePackages
{
    // The runtime has them.
    private static readonly string[] Brought = ["@aws-sdk/", "@smithy/", "@aws-crypto/"];

    public static IEnumerable<string> Missing(Function function)
    {
        if (!function.Runtime.StartsWith("nodejs", StringComparison.Ordinal) || function.CodeFolder is not { } folder)
        {
            return [];
        }

        string[] missing = [.. Dependencies(Path.Combine(folder, "package.json"))
            .Where(package => !Brought.Any(brought => package.StartsWith(brought, StringComparison.Ordinal)))
            .Where(package => !ModuleFolders.Of(function).Any(modules => ModuleFolders.Has(modules, package)))];
        return missing.Length == 0 ? [] : [$"its package.json asks for {string.Join(", ", missing)}: npm install in {folder}"];
    }

    private static IEnumerable<string> Dependencies(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return json.RootElement.TryGetProperty("dependencies", out var dependencies) && dependencies.ValueKind is JsonValueKind.Object
                ? [.. dependencies.EnumerateObject().Select(dependency => dependency.Name)]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
