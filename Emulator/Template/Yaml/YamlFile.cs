using System.Text.Json;
using YamlDotNet.Core;

namespace Chat.Emulator.Template.Yaml;

/// <summary>Reads a YAML file whole, as the JSON that means the same to CloudFormation.</summary>
internal static class YamlFile
{
    /// <summary>CloudFormation takes 1 MB of template; with code packed into it by no tool, nobody's is larger.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <param name="at">The file; the one that is returned knows its lines too.</param>
    public static (JsonElement Root, Location At) ReadObject(string path, Location at)
    {
        try
        {
            if (new FileInfo(path).Length is > MaxBytes and var length)
            {
                throw at.Error($"the file has {length} bytes; the limit is {MaxBytes}.");
            }

            var lines = new SourceLines();
            var known = at with { Lines = lines };
            using var reader = new StreamReader(path);
            return (ToElement(new YamlConverter(new Parser(new Scanner(reader)), known, lines).Read()), known);
        }
        catch (YamlException malformed)
        {
            throw new TemplateException($"{at.File}:{malformed.Start.Line}: not valid YAML: {malformed.Message}", malformed);
        }
        catch (InvalidOperationException tooDeep)
        {
            throw at.Error($"values nest deeper than {JsonFile.MaxDepth} levels: {tooDeep.Message}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new TemplateException($"{path} can't be read: {unreadable.Message}", unreadable);
        }
    }

    private static JsonElement ToElement(System.Text.Json.Nodes.JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = JsonFile.MaxDepth }))
        {
            node.WriteTo(writer);
        }

        return JsonElement.Parse(buffer.ToArray(), new JsonDocumentOptions { MaxDepth = JsonFile.MaxDepth });
    }
}
