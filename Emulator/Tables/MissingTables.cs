using System.Collections.Concurrent;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Chat.Emulator.Tables;

/// <summary>
/// Says once for each caller and table that there is no such table, and which there are: DynamoDB's own answer, "Requested resource not found", names neither, and
/// with IAM on a misspelled name looks like a missing permission.
/// </summary>
internal sealed partial class MissingTables(TableTarget tables, TableActions actions, ILogger logger)
{
    // A caller that makes up names must not fill the memory.
    private const int MaxRemembered = 1_000;

    private readonly ConcurrentDictionary<(string Caller, string Table), bool> _said = new();

    /// <summary>Whether the operation is on items: whoever describes or deletes a table that isn't there may well ask just that.</summary>
    /// <param name="operation">The end of <c>X-Amz-Target</c>, such as <c>PutItem</c>.</param>
    public static bool Concerns(string operation) => operation is "GetItem" or "PutItem" or "UpdateItem" or "DeleteItem" or "Query" or "Scan"
        or "BatchGetItem" or "BatchWriteItem" or "TransactGetItems" or "TransactWriteItems";

    public async Task SayAsync(string caller, string operation, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var named = (actions.Needed(operation, body) ?? [])
            .Select(needed => TableOf(needed.Resource))
            .OfType<string>()
            .Where(name => _said.Count < MaxRemembered && _said.TryAdd((caller, name), true))
            .ToList();
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
        using var client = tables.CreateClient(actions.Region);
        var known = new List<string>();
        await foreach (var name in client.Paginators.ListTables(new ListTablesRequest()).TableNames.WithCancellation(cancellationToken))
        {
            known.Add(name);
        }

        return known;
    }

    // arn:aws:dynamodb:eu-west-1:000000000000:table/rooms/index/by-name; "*" of what names no table.
    private static string? TableOf(string arn)
    {
        const string Table = ":table/";
        return arn.IndexOf(Table, StringComparison.Ordinal) is >= 0 and var at ? arn[(at + Table.Length)..].Split('/')[0] : null;
    }

    [LoggerMessage(511, LogLevel.Warning, "{Caller} asks for the table '{Table}', and there is no such table. There are: {Tables}")]
    private partial void LogMissing(string caller, string table, string tables);
}
