using System.Collections.Concurrent;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables;

/// <summary>
/// Says once for each caller and table that there is no such table, and which there are: DynamoDB's own answer, "Requested resource not found", names neither, and
/// with IAM on a misspelled name looks like a missing permission.
/// </summary>
internal sealed partial class MissingTables(TableTarget tables, string region, ILogger logger)
{
    // A caller that makes up names must not fill the memory.
    private const int MaxRemembered = 1_000;

    private readonly ConcurrentDictionary<(string Caller, string Table), bool> _said = new();

    /// <summary>Whether the operation is on items: whoever describes or deletes a table that isn't there may well ask just that.</summary>
    /// <param name="operation">The end of <c>X-Amz-Target</c>, such as <c>PutItem</c>.</param>
    public static bool Concerns(string operation) => operation is "GetItem" or "PutItem" or "UpdateItem" or "DeleteItem" or "Query" or "Scan"
        or "BatchGetItem" or "BatchWriteItem" or "TransactGetItems" or "TransactWriteItems";

    public async Task SayAsync(string caller, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var named = NamesIn(body).Where(name => _said.Count < MaxRemembered && _said.TryAdd((caller, name), true)).ToList();
        if (named.Count == 0)
        {
            return;
        }

        List<string> known;
        try
        {
            known = await KnownAsync(cancellationToken);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            // The caller has its answer; a server that lists nothing says so elsewhere.
            return;
        }

        foreach (var name in named.Except(known, StringComparer.Ordinal))
        {
            LogMissing(caller, name, known.Count == 0 ? "none" : string.Join(", ", known));
        }
    }

    private async Task<List<string>> KnownAsync(CancellationToken cancellationToken)
    {
        using var client = tables.CreateClient(region);
        var known = new List<string>();
        var page = new ListTablesResponse();
        do
        {
            page = await client.ListTablesAsync(new ListTablesRequest { ExclusiveStartTableName = page.LastEvaluatedTableName }, cancellationToken);
            known.AddRange(page.TableNames ?? []);
        }
        while (page.LastEvaluatedTableName is not null);

        return known;
    }

    private static List<string> NamesIn(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var request = json.RootElement;
            var items = request.TryGet("TransactItems") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;
            return [.. items
                .Where(item => item.ValueKind is JsonValueKind.Object)
                .SelectMany(item => item.EnumerateObject())
                .Select(item => item.Value.TryGetText("TableName"))
                .Append(request.TryGetText("TableName"))
                .Concat(request.Entries("RequestItems").Select(entry => entry.Name))
                .OfType<string>()
                .Select(name => name.StartsWith("arn:", StringComparison.Ordinal) ? name[(name.LastIndexOf('/') + 1)..] : name)
                .Distinct()];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    [LoggerMessage(511, LogLevel.Warning, "{Caller} asks for the table '{Table}', and there is no such table. There are: {Tables}")]
    private partial void LogMissing(string caller, string table, string tables);
}
