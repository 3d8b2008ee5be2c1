using System.Text.Json.Nodes;

namespace Chat.Emulator.Template.Serverless;

/// <summary><c>AWS::Serverless::SimpleTable</c>: a table with one key, <c>id</c> unless it is named.</summary>
internal static class ServerlessTable
{
    public static void Expand(ServerlessResource resource, ExpandedResources expanded)
    {
        var given = resource.Properties;
        var key = given["PrimaryKey"] as JsonObject;
        var name = key?["Name"] ?? "id";
        var properties = new JsonObject
        {
            ["AttributeDefinitions"] = new JsonArray(new JsonObject { ["AttributeName"] = name.DeepClone(), ["AttributeType"] = AttributeType(key, resource.At) }),
            ["KeySchema"] = new JsonArray(new JsonObject { ["AttributeName"] = name.DeepClone(), ["KeyType"] = "HASH" }),
        };
        foreach (var (property, value) in given.Where(property => property.Key is not ("PrimaryKey" or "Tags")))
        {
            properties[property] = value?.DeepClone();
        }

        if (given["ProvisionedThroughput"] is null)
        {
            properties["BillingMode"] = "PAY_PER_REQUEST";
        }

        expanded.Add(resource.LogicalId, resource.As("AWS::DynamoDB::Table", properties), resource.At);
    }

    private static string AttributeType(JsonObject? key, Location at) => key?["Type"]?.ToString() switch
    {
        null or "String" => "S",
        "Number" => "N",
        "Binary" => "B",
        var other => throw at.Into("PrimaryKey").Into("Type").Error($"must be String or Number or Binary, not '{other}'."),
    };
}
