using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.Contracts.Console;
using Chat.Emulator.Modules;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;

namespace Chat.Emulator.LiveConsole;

/// <summary>
/// The tables' rows, in DynamoDB's own JSON: asked of the tables' server itself, so that the console needs no role in the template.
/// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
/// </summary>
internal sealed class ConsoleTables(RunningStack stack, TableAddresses addresses) : IConsoleSection, IDisposable
{
    // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
    private const int MaxBatch = 25;
    private const int MaxAnswerBytes = 8 * 1024 * 1024;

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,

        // Node.js closes a connection that has been quiet for 5 s.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
    })
    {
        MaxResponseContentBufferSize = MaxAnswerBytes,
    };

    public Task? TryAnswer(HttpContext context, string[] path) => (context.Request.Method, path) switch
    {
        ("GET", ["tables"]) => SendTablesAsync(context),
        ("GET", ["tables", var name, "rows"]) => SendRowsAsync(context, name),
        ("POST", ["tables", var name, "clear"]) => ClearAsync(context, name),
        _ => null,
    };

    public Task SendTablesAsync(HttpContext context)
    {
        IReadOnlyList<TableView> tables =
        [
            .. stack.Current.Tables.Select(table => new TableView(
                table.Name,
                [.. table.Key.Select(key => new KeyView(key.AttributeName, table.Attributes.GetValueOrDefault(key.AttributeName, "S"), key.KeyType))],
                table.TimeToLiveAttribute)),
        ];
        return ConsoleAnswer.SendAsync(context, tables, ConsoleJson.Default.IReadOnlyListTableView);
    }

    public async Task SendRowsAsync(HttpContext context, string name)
    {
        if (Find(name) is not { } table)
        {
            await ConsoleAnswer.SendNotFoundAsync(context, $"table {name}");
            return;
        }

        var query = context.Request.Query;
        var request = new JsonObject { ["TableName"] = table.Name, ["Limit"] = ConsoleReads.Number(query, "limit", 100, 1, 1_000) };
        if (query["after"] is [{ Length: > 0 } after, ..])
        {
            if (ReadKey(after) is not { } key)
            {
                await ConsoleAnswer.SendErrorAsync(context, StatusCodes.Status400BadRequest, "after is what the page before gave as next.");
                return;
            }

            request["ExclusiveStartKey"] = key;
        }

        var answer = await CallAsync("Scan", request, context.RequestAborted);
        var next = answer["LastEvaluatedKey"] is { } last ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(last.ToJsonString())) : null;
        var items = (answer["Items"] as JsonArray ?? []).Select(item => JsonSerializer.SerializeToElement(item, NodeJson.Default.JsonNode)).ToList();
        await ConsoleAnswer.SendAsync(context, new RowsView(items, next), ConsoleJson.Default.RowsView);
    }

    /// <summary>Deletes what a scan finds; rows that are put meanwhile may stay.</summary>
    public async Task ClearAsync(HttpContext context, string name)
    {
        if (Find(name) is not { } table)
        {
            await ConsoleAnswer.SendNotFoundAsync(context, $"table {name}");
            return;
        }

        var deleted = 0;
        JsonNode? start = null;
        do
        {
            var request = new JsonObject { ["TableName"] = table.Name };
            if (start is not null)
            {
                request["ExclusiveStartKey"] = start.DeepClone();
            }

            var page = await CallAsync("Scan", request, context.RequestAborted);
            foreach (var batch in (page["Items"] as JsonArray ?? []).Chunk(MaxBatch))
            {
                await CallAsync("BatchWriteItem", Deletion(table, batch), context.RequestAborted);
                deleted += batch.Length;
            }

            start = page["LastEvaluatedKey"];
        }
        while (start is not null);

        await ConsoleAnswer.SendAsync(context, new ClearedView(deleted), ConsoleJson.Default.ClearedView);
    }

    public void Dispose() => _client.Dispose();

    private static JsonObject Deletion(Table table, JsonNode?[] items) => new()
    {
        ["RequestItems"] = new JsonObject
        {
            [table.Name] = new JsonArray([.. items.Select(item => new JsonObject
            {
                ["DeleteRequest"] = new JsonObject
                {
                    ["Key"] = new JsonObject(table.Key.Select(key => KeyValuePair.Create(key.AttributeName, item![key.AttributeName]?.DeepClone()))),
                },
            })]),
        },
    };

    private static JsonObject? ReadKey(string after)
    {
        try
        {
            return JsonNode.Parse(Base64Url.DecodeFromChars(after)) as JsonObject;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private Table? Find(string name) => addresses.Target is null ? null : stack.Current.Tables.FirstOrDefault(table => table.Name == name);

    private async Task<JsonNode> CallAsync(string operation, JsonObject body, CancellationToken cancellationToken)
    {
        var tables = addresses.Target!;
        using var request = new HttpRequestMessage(HttpMethod.Post, tables.Endpoint);
        if (tables.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation(TableTarget.KeyHeader, key);
        }

        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        request.Headers.TryAddWithoutValidation("X-Amz-Target", $"DynamoDB_20120810.{operation}");
        request.Headers.TryAddWithoutValidation("X-Amz-Date", "20260101T000000Z");

        // The server wants a signature, and doesn't look whose.
        request.Headers.TryAddWithoutValidation(
            "Authorization", "AWS4-HMAC-SHA256 Credential=emulator/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, Signature=0");
        using var response = await _client.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new HttpRequestException($"The tables' server answered {operation} with {(int)response.StatusCode}: {text}");
    }
}
