using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.Emulator.Template.Intrinsics;
using Chat.Emulator.Template.Transformation;

namespace Chat.Emulator.Template.Serverless;

/// <summary>
/// Expands a SAM template into plain CloudFormation, as AWS does when it deploys: resources of <c>AWS::Serverless::*</c> become those
/// they stand for. What the emulator has no use for keeps its type, and so is named as not run.
/// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html
/// </summary>
internal static class ServerlessTransform
{
    public const string Name = "AWS::Serverless-2016-10-31";

    /// <summary>The template as it is, unless it has resources that only the transform makes something of: AWS refuses those, too.</summary>
    public static JsonElement RefuseWithout(JsonElement root, Location at)
    {
        foreach (var (logicalId, resource) in root.Entries("Resources").Select(entry => (entry.Name, entry.Value)))
        {
            if (resource.TryGetText("Type") is { } type && type.StartsWith("AWS::Serverless::", StringComparison.Ordinal))
            {
                throw at.Into(logicalId).Error($"{type} needs the SAM transform. Add 'Transform: {Name}' to the template, as AWS asks for it too.");
            }
        }

        return root;
    }

    public static JsonElement Expand(JsonElement root, Location at)
    {
        var template = TemplateTree.Of(root);
        var globals = new ServerlessGlobals(template["Globals"] as JsonObject);
        var expanded = new ExpandedResources();
        foreach (var (logicalId, json) in template["Resources"] as JsonObject ?? throw at.Into("Resources").Error("must be an object."))
        {
            if (json is not JsonObject resource)
            {
                throw at.Into(logicalId).Error("must be a resource: an object with a Type.");
            }

            Expand(new ServerlessResource(logicalId, resource, globals, at.Into(logicalId)), template, expanded);
            ServerlessConnector.ExpandEmbedded(logicalId, resource, template, expanded, at.Into(logicalId));
        }

        template["Resources"] = expanded.ToJson();
        template.Remove("Transform");
        template.Remove("Globals");
        return TemplateTree.ToElement(template, at);
    }

    private static void Expand(ServerlessResource resource, JsonObject template, ExpandedResources expanded)
    {
        switch (resource.Type)
        {
            case "AWS::Serverless::Function":
                ServerlessFunction.Expand(resource, expanded);
                break;
            case "AWS::Serverless::LayerVersion":
                ServerlessLayer.Expand(resource, expanded);
                break;
            case "AWS::Serverless::SimpleTable":
                ServerlessTable.Expand(resource, expanded);
                break;
            case "AWS::Serverless::WebSocketApi":
                ServerlessWebSocketApi.Expand(resource, expanded);
                break;
            case "AWS::Serverless::Application" when resource.Properties["Location"] is JsonValue location:
                expanded.Add(
                    resource.LogicalId,
                    resource.As(NestedStacks.StackType, new JsonObject { ["TemplateURL"] = location.DeepClone(), ["Parameters"] = resource.Properties["Parameters"]?.DeepClone() }),
                    resource.At);
                break;
            case "AWS::Serverless::Connector":
                ServerlessConnector.Expand(resource, template, expanded);
                break;
            default:
                expanded.Add(resource.LogicalId, resource.Json.DeepClone().AsObject(), resource.At);
                break;
        }
    }
}
