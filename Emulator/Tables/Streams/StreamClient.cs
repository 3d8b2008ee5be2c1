using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chat.Emulator.Tables.Streams;

/// <summary>Reads streams of our own tables' server, which holds a read until there is something.</summary>
/// <param name="tables">Where it is now: it may be started again.</param>
internal sealed class StreamClient(Func<TableTarget> tables) : IDisposable
{
    private const string Shard = "shardId-00000000000000000001-00000001";

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,

        // Node.js closes a connection that has been quiet for 5 s.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <param name="type"><c>LATEST</c> or <c>TRIM_HORIZON</c>.</param>
    public async Task<string> GetIteratorAsync(string streamArn, string type, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["StreamArn"] = streamArn, ["ShardId"] = Shard, ["ShardIteratorType"] = type };
        using var answer = await CallAsync("GetShardIterator", request, TimeSpan.Zero, cancellationToken);
        return answer.RootElement.GetProperty("ShardIterator").GetString()!;
    }

    /// <summary>Null when the iterator's records are gone: the server has been started again, or the reader was too slow.</summary>
    public async Task<StreamPage?> ReadAsync(string iterator, int limit, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await CallAsync("GetRecords", new JsonObject { ["ShardIterator"] = iterator, ["Limit"] = limit }, wait, cancellationToken);
            return new StreamPage(
                [.. answer.RootElement.GetProperty("Records").EnumerateArray().Select(StreamRecord.Of)],
                answer.RootElement.GetProperty("NextShardIterator").GetString()!);
        }
        catch (StreamGoneException)
        {
            return null;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<JsonDocument> CallAsync(string operation, JsonObject body, TimeSpan wait, CancellationToken cancellationToken)
    {
        var target = tables();
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Endpoint);
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        request.Headers.TryAddWithoutValidation("X-Amz-Target", $"DynamoDBStreams_20120810.{operation}");
        request.Headers.TryAddWithoutValidation("X-Emulator-Wait", ((int)wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(TableTarget.KeyHeader, target.Key);
        using var response = await _client.SendAsync(request, cancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return JsonDocument.Parse(bytes);
        }

        var text = Encoding.UTF8.GetString(bytes);
        throw text.Contains("TrimmedDataAccessException", StringComparison.Ordinal) || text.Contains("ExpiredIteratorException", StringComparison.Ordinal)
            ? new StreamGoneException()
            : new HttpRequestException($"The tables' server answered {operation} with {(int)response.StatusCode}: {text}");
    }

    private sealed class StreamGoneException : Exception;
}

/// <summary>Records, and where the next ones are.</summary>
internal sealed record StreamPage(ImmutableArray<StreamRecord> Records, string Next);
