using System.Text.Json;
using Chat.Emulator.Expressions.Schemas;

namespace Chat.Emulator.Template;

/// <summary>Reads <c>AWS::ApiGatewayV2::Model</c>.</summary>
internal static class ModelReader
{
    public const string ModelType = "AWS::ApiGatewayV2::Model";

    public static Model Read(Resource resource)
    {
        var at = resource.At.Into("Schema");

        // As it stands in the file: properties lose the difference between 1 and "1", which is all the world to a schema.
        var json = resource.Json("Schema") ?? throw at.Error("is required.");
        var schema = json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();
        return JsonSchema.TryParse(schema, out _, out var error)
            ? new Model(resource.Properties.Text("Name"), schema)
            : throw at.Error($"can't be used. {error}");
    }
}
