using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chat.Emulator.Template.Transformation;

/// <summary>A template as a tree that can be changed, and back.</summary>
internal static class TemplateTree
{
    // What a transform adds nests a few levels deeper than what it found.
    private const int MaxDepth = JsonFile.MaxDepth + 16;

    public static JsonObject Of(JsonElement template) => JsonObject.Create(template)!;

    public static JsonElement ToElement(JsonObject template, Location at)
    {
        try
        {
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = MaxDepth }))
            {
                template.WriteTo(writer);
            }

            return JsonElement.Parse(buffer.ToArray(), new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (InvalidOperationException)
        {
            throw at.Error($"values nest deeper than {MaxDepth} levels.");
        }
    }
}
