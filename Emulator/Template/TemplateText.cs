using System.Text.Json;
using Chat.Emulator.Template.Yaml;

namespace Chat.Emulator.Template;

/// <summary>A template's text, in JSON or in YAML, as the one model that everything after it reads.</summary>
internal static class TemplateText
{
    public static (JsonElement Root, Location At) Read(string path)
    {
        var at = new Location(Path.GetFileName(path), "");
        return IsYaml(path) ? YamlFile.ReadObject(path, at) : (JsonFile.ReadObject(path), at);
    }

    private static bool IsYaml(string path) => Path.GetExtension(path) switch
    {
        ".yaml" or ".yml" => true,
        ".json" => false,
        _ => File.Exists(path) && !StartsAsJson(path),
    };

    // "template.template" and its like say nothing: CloudFormation too takes what begins with a brace for JSON.
    private static bool StartsAsJson(string path)
    {
        using var reader = new StreamReader(path);
        int next;
        do
        {
            next = reader.Read();
        }
        while (next >= 0 && char.IsWhiteSpace((char)next));
        return next == '{';
    }
}
