using System.Text.Json.Nodes;

namespace Chat.Emulator.Template.Serverless;

/// <summary>
/// <c>AWS::Serverless::Connector</c>, by itself or in a resource's <c>Connectors</c>: the permissions that one resource needs to use another.
/// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
/// </summary>
internal static class ServerlessConnector
{
    // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html#supported-connector-resource-types
    private static readonly string[] TableReads = ["GetItem", "Query", "Scan", "BatchGetItem", "ConditionCheckItem", "PartiQLSelect"];
    private static readonly string[] TableWrites = ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLDelete", "PartiQLInsert", "PartiQLUpdate"];

    public static void Expand(ServerlessResource connector, JsonObject template, ExpandedResources expanded) =>
        Connect(connector.LogicalId, connector.Properties["Source"] as JsonObject, connector.Properties, template, expanded, connector.At);

    /// <summary><c>Connectors: {ToTable: {Properties: {Destination: {Id: Table}, Permissions: [Read]}}}</c>, whose source is the resource around it.</summary>
    public static void ExpandEmbedded(string logicalId, JsonObject resource, JsonObject template, ExpandedResources expanded, Location at)
    {
        foreach (var (name, connector) in resource["Connectors"] as JsonObject ?? [])
        {
            if (connector?["Properties"] is JsonObject properties)
            {
                var source = new JsonObject { ["Id"] = logicalId };
                foreach (var (key, value) in properties["SourceReference"] as JsonObject ?? [])
                {
                    source[key] = value?.DeepClone();
                }

                Connect(logicalId + name, source, properties, template, expanded, at.Into("Connectors").Into(name));
            }
        }
    }

    private static void Connect(string name, JsonObject? source, JsonObject properties, JsonObject template, ExpandedResources expanded, Location at)
    {
        var permissions = (properties["Permissions"] as JsonArray)?.Select(item => item?.ToString()).ToHashSet()
            ?? throw at.Into("Permissions").Error("is required: Read, Write or both.");
        JsonNode?[] destinations = properties["Destination"] is JsonArray several ? [.. several] : [properties["Destination"]];
        foreach (var (index, node) in destinations.Index())
        {
            var id = destinations.Length == 1 ? name : $"{name}Destination{index}";
            if (source is null || node is not JsonObject destination)
            {
                throw at.Error("needs a Source and a Destination.");
            }

            Connect(id, source, destination, permissions, template, expanded, at);
        }
    }

    private static void Connect(
        string id, JsonObject source, JsonObject destination, HashSet<string?> permissions, JsonObject template, ExpandedResources expanded, Location at)
    {
        switch (TypeOf(source, template), TypeOf(destination, template))
        {
            case ("AWS::ApiGatewayV2::Api" or "AWS::Serverless::WebSocketApi", "AWS::Lambda::Function" or "AWS::Serverless::Function") when permissions.Contains("Write"):
                expanded.Add(id + "WriteLambdaPermission", Resource("AWS::Lambda::Permission", Permission(source, destination)), at);
                break;
            case ("AWS::Lambda::Function" or "AWS::Serverless::Function", "AWS::DynamoDB::Table" or "AWS::Serverless::SimpleTable"):
                AddPolicy(
                    Arn(destination, "Arn"),
                    [.. TableReads.Where(_ => permissions.Contains("Read")).Concat(TableWrites.Where(_ => permissions.Contains("Write"))).Select(action => $"dynamodb:{action}")]);
                break;
            case ("AWS::Lambda::Function" or "AWS::Serverless::Function", "AWS::Lambda::Function" or "AWS::Serverless::Function") when permissions.Contains("Write"):
                AddPolicy(Arn(destination, "Arn"), ["lambda:InvokeFunction", "lambda:InvokeAsync"]);
                break;
            default:
                // Between services of which one doesn't run here: nobody asks for the permission.
                break;
        }

        void AddPolicy(JsonNode arn, string[] actions)
        {
            if (actions.Length > 0 && RoleOf(source, template) is { } role)
            {
                expanded.Add(id + "Policy", Resource("AWS::IAM::ManagedPolicy", Policy(role, arn, actions)), at);
            }
        }
    }

    private static string? TypeOf(JsonObject end, JsonObject template) =>
        end["Id"] is { } id ? template["Resources"]?[id.ToString()]?["Type"]?.ToString() : end["Type"]?.ToString();

    // SAM makes a role for each function that names none.
    private static JsonNode? RoleOf(JsonObject source, JsonObject template)
    {
        if (source["RoleName"] is { } given)
        {
            return given.DeepClone();
        }

        if (source["Id"]?.ToString() is not { } id || template["Resources"]?[id] is not JsonObject function)
        {
            return null;
        }

        return function["Properties"]?["Role"] switch
        {
            null => Ref(id + "Role"),
            JsonObject role when role["Fn::GetAtt"] is JsonArray { Count: 2 } attribute && attribute[0] is { } name => Ref(name.ToString()),
            JsonObject role when role["Fn::GetAtt"] is JsonValue text => Ref(text.ToString().Split('.')[0]),
            _ => null,
        };
    }

    private static JsonObject Permission(JsonObject source, JsonObject destination) => new()
    {
        ["Action"] = "lambda:InvokeFunction",
        ["FunctionName"] = Arn(destination, "Arn"),
        ["Principal"] = "apigateway.amazonaws.com",
        ["SourceArn"] = new JsonObject
        {
            ["Fn::Sub"] = new JsonArray(
                "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${api}/${qualifier}",
                new JsonObject { ["api"] = source["ResourceId"]?.DeepClone() ?? Ref(source["Id"]!.ToString()), ["qualifier"] = source["Qualifier"]?.DeepClone() ?? "*" }),
        },
    };

    private static JsonObject Policy(JsonNode role, JsonNode arn, string[] actions) => new()
    {
        ["Roles"] = new JsonArray(role),
        ["PolicyDocument"] = new JsonObject
        {
            ["Version"] = "2012-10-17",
            ["Statement"] = new JsonArray(new JsonObject
            {
                ["Effect"] = "Allow",
                ["Action"] = new JsonArray([.. actions.Select(action => (JsonNode)action)]),
                ["Resource"] = new JsonArray(arn, new JsonObject { ["Fn::Sub"] = new JsonArray("${arn}/index/*", new JsonObject { ["arn"] = arn.DeepClone() }) }),
            }),
        },
    };

    private static JsonNode Arn(JsonObject end, string attribute) =>
        end["Arn"]?.DeepClone() ?? new JsonObject { ["Fn::GetAtt"] = new JsonArray(end["Id"]?.ToString() ?? "", attribute) };

    private static JsonObject Resource(string type, JsonObject properties) => new() { ["Type"] = type, ["Properties"] = properties };

    private static JsonObject Ref(string logicalId) => new() { ["Ref"] = logicalId };
}
