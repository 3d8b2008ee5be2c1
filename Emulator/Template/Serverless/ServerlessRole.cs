using System.Text.Json.Nodes;

namespace Chat.Emulator.Template.Serverless;

/// <summary>The role that SAM makes for a function, from its <c>Policies</c>: managed policies by name, statements, and SAM's policy templates.</summary>
internal static class ServerlessRole
{
    private const string Basic = "AWSLambdaBasicExecutionRole";

    // What SAM adds for an event source of the type DynamoDB.
    private const string ReadsStreams = "AWSLambdaDynamoDBExecutionRole";

    /// <summary>The properties of the <c>AWS::IAM::Role</c>.</summary>
    public static JsonObject Of(string functionId, JsonObject given)
    {
        var managed = new JsonArray(ManagedPolicy($"service-role/{Basic}"));
        var inline = new JsonArray();
        if ((given["Events"] as JsonObject)?.Any(source => source.Value is JsonObject of && ServerlessFunction.IsTableStream(of)) == true)
        {
            managed.Add((JsonNode)ManagedPolicy($"service-role/{ReadsStreams}"));
        }

        foreach (var policy in List(given["Policies"]))
        {
            switch (policy)
            {
                case JsonObject document when document["Statement"] is not null:
                    AddInline(document.DeepClone().AsObject());
                    break;
                case JsonObject { Count: 1 } call when PolicyTemplates.TryExpand(call.First().Key, call.First().Value as JsonObject, out var statement):
                    AddInline(new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(statement) });
                    break;
                case JsonObject { Count: 1 } call when PolicyTemplates.IsName(call.First().Key):
                    // Of a service that doesn't run here.
                    break;
                case JsonValue name when name.TryGetValue<string>(out var text) && !text.StartsWith("arn:", StringComparison.Ordinal):
                    managed.Add((JsonNode)ManagedPolicy(text));
                    break;
                case { } arn:
                    managed.Add(arn.DeepClone());
                    break;
            }
        }

        return new JsonObject
        {
            ["AssumeRolePolicyDocument"] = given["AssumeRolePolicyDocument"]?.DeepClone() ?? LambdaAssumesIt(),
            ["ManagedPolicyArns"] = managed,
            ["Policies"] = inline,
        };

        void AddInline(JsonObject document) =>
            inline.Add((JsonNode)new JsonObject { ["PolicyName"] = $"{functionId}RolePolicy{inline.Count}", ["PolicyDocument"] = document });
    }

    private static JsonNode?[] List(JsonNode? policies) => policies switch
    {
        null => [],
        JsonArray several => several.ToArray(),
        _ => [policies],
    };

    private static JsonObject ManagedPolicy(string name) => new() { ["Fn::Sub"] = "arn:${AWS::Partition}:iam::aws:policy/" + name };

    private static JsonObject LambdaAssumesIt() => new()
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray(new JsonObject
        {
            ["Effect"] = "Allow",
            ["Action"] = "sts:AssumeRole",
            ["Principal"] = new JsonObject { ["Service"] = "lambda.amazonaws.com" },
        }),
    };
}
