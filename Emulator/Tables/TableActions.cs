using System.Text.Json;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables;

/// <summary>
/// The permissions that a request to DynamoDB needs. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
/// </summary>
internal sealed class TableActions(string region, string accountId)
{
    private readonly string _arn = $"arn:{TemplateContext.Partition}:dynamodb:{region}:{accountId}:table/";

    /// <param name="operation">The end of <c>X-Amz-Target</c>, such as <c>PutItem</c>.</param>
    /// <param name="body">What is no JSON needs nothing, for it does nothing: the server refuses it.</param>
    public List<(string Action, string Resource)> Needed(string operation, ReadOnlyMemory<byte> body)
    {
        var needed = new List<(string, string)>();
        try
        {
            using var json = JsonDocument.Parse(body);
            AddTo(needed, operation, json.RootElement);
        }
        catch (JsonException)
        {
        }

        return needed;
    }

    private void AddTo(List<(string Action, string Resource)> needed, string operation, JsonElement request)
    {
        switch (operation)
        {
            case "BatchGetItem" or "BatchWriteItem":
                needed.AddRange(request.Entries("RequestItems").Select(table => ($"dynamodb:{operation}", Table(table.Name))));
                break;
            case "TransactGetItems" or "TransactWriteItems" when request.TryGet("TransactItems") is { ValueKind: JsonValueKind.Array } items:
                foreach (var item in items.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.Object).SelectMany(item => item.EnumerateObject()))
                {
                    // {"Put": {"TableName": …}}: each needs the permission of the operation alone.
                    var action = item.Name == "ConditionCheck" ? "ConditionCheckItem" : $"{item.Name}Item";
                    needed.Add(($"dynamodb:{action}", Table(item.Value.TryGetText("TableName") ?? "*")));
                }

                break;
            case "Query" or "Scan" when request.TryGetText("IndexName") is { } index:
                needed.Add(($"dynamodb:{operation}", $"{Table(request.TryGetText("TableName") ?? "*")}/index/{index}"));
                break;
            default:
                // What names no table, ListTables say, is asked of all.
                needed.Add((
                    $"dynamodb:{operation}",
                    request.TryGetText("ResourceArn") ?? request.TryGetText("StreamArn") ?? Table(request.TryGetText("TableName") ?? "*")));
                break;
        }
    }

    // A table may be named by its ARN too.
    private string Table(string name) => name.StartsWith("arn:", StringComparison.Ordinal) ? name : _arn + name;
}
