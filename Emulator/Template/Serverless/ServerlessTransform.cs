using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chat.Emulator.Template.Serverless;

/// <summary>
/// Expands a SAM template into plain CloudFormation, as AWS does when it deploys: resources of <c>AWS::Serverless::*</c> become those
/// they stand for. What the emulator has no use for keeps its type, and so is named as not run.
/// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html
/// </summary>
internal static class ServerlessTransform
{
    private const string Name = "AWS::Serverless-2016-10-31";

    /// <summary><c>"Transform": "AWS::Serverless-2016-10-31"</c>, or a list with it.</summary>
    public static bool IsIn(JsonElement template) => template.TryGet("Transform") switch
    {
        { ValueKind: JsonValueKind.String } one => one.GetString() == Name,
        { ValueKind: JsonValueKind.Array } several => several.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.String && item.GetString() == Name),
        _ => false,
    };

    public static JsonElement Expand(JsonElement root, Location at)
    {
        var template = JsonObject.Create(root)!;
        var globals = new ServerlessGlobals(template["Globals"] as JsonObject);
        var expanded = new ExpandedResources();
        foreach (var (logicalId, json) in template["Resources"] as JsonObject ?? throw at.Into("Resources").Error("must be an object."))
        {
            if (json is not JsonObject resource)
            {
                throw at.Into(logicalId).Error("must be a resource: an object with a Type.");
            }

            Expand(new ServerlessResource(logicalId, resource, globals, at.Into(logicalId)), expanded);
        }

        template["Resources"] = expanded.ToJson();
        template.Remove("Transform");
        template.Remove("Globals");
        return ToElement(template);
    }

    private static void Expand(ServerlessResource resource, ExpandedResources expanded)
    {
        switch (resource.Type)
        {
            case "AWS::Serverless::Function":
                ServerlessFunction.Expand(resource, expanded);
                break;
            case "AWS::Serverless::SimpleTable":
                ServerlessTable.Expand(resource, expanded);
                break;
            case "AWS::Serverless::WebSocketApi":
                ServerlessWebSocketApi.Expand(resource, expanded);
                break;
            default:
                expanded.Add(resource.LogicalId, resource.Json.DeepClone().AsObject(), resource.At);
                break;
        }
    }

    private static JsonElement ToElement(JsonObject template)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = JsonFile.MaxDepth + 16 }))
        {
            template.WriteTo(writer);
        }

        return JsonElement.Parse(buffer.ToArray(), new JsonDocumentOptions { MaxDepth = JsonFile.MaxDepth + 16 });
    }
}
