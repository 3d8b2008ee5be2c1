using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Chat.Emulator.Tests.Tables;

/// <summary>A client of the tables' server that writes its requests byte by byte, as a test wants them.</summary>
internal sealed class RawTablesClient : IDisposable
{
    private const string Signature = "Authorization: AWS4-HMAC-SHA256 Credential=a/20310506/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

    private readonly TcpClient _socket = new() { NoDelay = true };
    private readonly RunningTables _tables;

    private RawTablesClient(RunningTables tables) => _tables = tables;

    public static async Task<RawTablesClient> OpenAsync(RunningTables tables)
    {
        var client = new RawTablesClient(tables);
        await client._socket.ConnectAsync(tables.Server.Target.Endpoint.Host, tables.Server.Target.Endpoint.Port);
        return client;
    }

    public byte[] Request(string operation, string body, string? header = null) => Encoding.UTF8.GetBytes(string.Join("\r\n", [
        "POST / HTTP/1.1",
        $"Host: {_tables.Server.Target.Endpoint.Authority}",
        $"X-Emulator-Key: {_tables.Server.Target.Key}",
        $"X-Amz-Target: DynamoDB_20120810.{operation}",
        "X-Amz-Date: 20310506T070809Z",
        Signature,
        .. header is null ? Array.Empty<string>() : [header],
        "Content-Type: application/x-amz-json-1.0",
        $"Content-Length: {Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture)}",
        "",
        body,
    ]));

    public async Task WriteAsync(byte[] bytes) => await _socket.GetStream().WriteAsync(bytes);

    /// <summary>Whatever was written has been read when another connection's request, written later, is answered.</summary>
    public async Task AskBesideAsync()
    {
        using var other = await OpenAsync(_tables);
        await other.WriteAsync(other.Request("ListTables", "{}"));
        Assert.Equal(200, (await other.ReadAsync()).Status);
    }

    public async Task<string> CountAsync()
    {
        await WriteAsync(Request("Scan", """{"TableName":"websocket-connections","Select":"COUNT"}"""));
        return (await ReadAsync()).Body is { } body ? body["{\"Count\":".Length..body.IndexOf(',', StringComparison.Ordinal)] : "";
    }

    public async Task<RawAnswer> ReadAsync()
    {
        using var limit = new CancellationTokenSource(RunningTables.Limit);
        var head = await ReadHeadAsync(limit.Token);
        var length = Array.Find(head, line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } header
            ? int.Parse(header["Content-Length:".Length..], CultureInfo.InvariantCulture)
            : 0;
        var body = new byte[length];
        await _socket.GetStream().ReadExactlyAsync(body, limit.Token);
        var isChunked = head.Contains("Transfer-Encoding: chunked", StringComparer.OrdinalIgnoreCase);
        return new RawAnswer(
            int.Parse(head[0].AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture),
            isChunked ? await ReadChunksAsync(limit.Token) : Encoding.UTF8.GetString(body),
            !head.Any(line => line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Ends the connection as a process does that is killed.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();

    private async Task<string[]> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append(await ReadByteAsync(cancellationToken));
        }

        return head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<string> ReadChunksAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        while (!text.ToString().EndsWith("0\r\n\r\n", StringComparison.Ordinal))
        {
            text.Append(await ReadByteAsync(cancellationToken));
        }

        return string.Concat(text.ToString().Split("\r\n").Where((_, i) => i % 2 == 1));
    }

    private async Task<char> ReadByteAsync(CancellationToken cancellationToken)
    {
        var one = new byte[1];
        await _socket.GetStream().ReadExactlyAsync(one, cancellationToken);
        return (char)one[0];
    }
}

/// <param name="IsShort">Not by Node.js's HTTP server, which says <c>Connection</c>.</param>
internal sealed record RawAnswer(int Status, string Body, bool IsShort);
