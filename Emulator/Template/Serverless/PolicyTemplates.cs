using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Chat.Emulator.Template.Serverless;

/// <summary>
/// SAM's policy templates for the services that run here, such as <c>DynamoDBCrudPolicy: {TableName: !Ref Table}</c>.
/// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
/// </summary>
internal static class PolicyTemplates
{
    private const string Table = "dynamodb:${AWS::Region}:${AWS::AccountId}:table/${given}";

    private static readonly FrozenDictionary<string, PolicyTemplate> Known = new Dictionary<string, PolicyTemplate>(StringComparer.Ordinal)
    {
        ["DynamoDBCrudPolicy"] = new(
            "TableName", [Table, Table + "/index/*"],
            "GetItem", "DeleteItem", "PutItem", "Scan", "Query", "UpdateItem", "BatchWriteItem", "BatchGetItem", "DescribeTable", "ConditionCheckItem"),
        ["DynamoDBReadPolicy"] = new("TableName", [Table, Table + "/index/*"], "GetItem", "Scan", "Query", "BatchGetItem", "DescribeTable"),
        ["DynamoDBWritePolicy"] = new("TableName", [Table, Table + "/index/*"], "PutItem", "UpdateItem", "BatchWriteItem"),
        ["LambdaInvokePolicy"] = new("FunctionName", ["lambda:${AWS::Region}:${AWS::AccountId}:function:${given}*"], "InvokeFunction"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>True for what can only be a policy template's name, known here or not.</summary>
    public static bool IsName(string name) => name.EndsWith("Policy", StringComparison.Ordinal);

    public static bool TryExpand(string name, JsonObject? parameters, [NotNullWhen(true)] out JsonObject? statement)
    {
        statement = Known.TryGetValue(name, out var template) ? template.Statement(parameters) : null;
        return statement is not null;
    }

    private sealed record PolicyTemplate(string Parameter, string[] Resources, params string[] Actions)
    {
        public JsonObject? Statement(JsonObject? parameters)
        {
            if (parameters?[Parameter] is not { } given)
            {
                return null;
            }

            var service = Resources[0][..Resources[0].IndexOf(':', StringComparison.Ordinal)];
            return new JsonObject
            {
                ["Effect"] = "Allow",
                ["Action"] = new JsonArray([.. Actions.Select(action => (JsonNode)$"{service}:{action}")]),
                ["Resource"] = new JsonArray([.. Resources.Select(resource => Arn(resource, given))]),
            };
        }

        private static JsonObject Arn(string resource, JsonNode given) => new()
        {
            ["Fn::Sub"] = new JsonArray("arn:${AWS::Partition}:" + resource, new JsonObject { ["given"] = given.DeepClone() }),
        };
    }
}
