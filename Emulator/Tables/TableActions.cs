using System.Text;
using System.Text.Json;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables;

/// <summary>
/// The permissions that a request to DynamoDB needs. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
/// </summary>
internal sealed class TableActions(string region, string accountId)
{
    // An item may be nested 32 levels deep, each of them two of JSON.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 1_000 };

    private readonly string _arn = $"arn:{TemplateContext.Partition}:dynamodb:{region}:{accountId}:table/";

    public string Region => region;

    /// <param name="operation">The end of <c>X-Amz-Target</c>, such as <c>PutItem</c>.</param>
    /// <returns>
    /// Null for what can't be read: then nobody knows what it needs, and a server that reads it otherwise must not get it.
    /// </returns>
    public List<(string Action, string Resource)>? Needed(string operation, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, Options);
            var needed = new List<(string, string)>();
            AddTo(needed, operation, json.RootElement);
            return needed;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that is half a surrogate pair.
            return null;
        }
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
            // A resource is what the operation acts on, and never another member that it doesn't look at.
            case "TagResource" or "UntagResource" or "ListTagsOfResource":
                needed.Add(($"dynamodb:{operation}", request.TryGetText("ResourceArn") ?? "*"));
                break;
            case "DescribeStream" or "GetShardIterator":
                needed.Add(($"dynamodb:{operation}", request.TryGetText("StreamArn") ?? "*"));
                break;
            case "GetRecords":
                needed.Add(("dynamodb:GetRecords", StreamOf(request.TryGetText("ShardIterator"))));
                break;
            default:
                // What names no table, ListTables say, is asked of all.
                needed.Add((
                    $"dynamodb:{operation}",
                    Table(request.TryGetText("TableName") ?? "*")));
                break;
        }
    }

    // An iterator says whose it is: see Tables/dynalite/stream-reads.mjs. One that can't be read is of no stream.
    private static string StreamOf(string? iterator)
    {
        var bytes = new byte[iterator?.Length ?? 0];
        return Convert.TryFromBase64String(iterator ?? "", bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split('|') is [var arn, _] ? arn : "*";
    }

    // A table may be named by its ARN too.
    private string Table(string name) => name.StartsWith("arn:", StringComparison.Ordinal) ? name : _arn + name;
}
