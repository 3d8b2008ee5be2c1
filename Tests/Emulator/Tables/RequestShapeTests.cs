using System.Text;

namespace Chat.Emulator.Tests.Tables;

/// <summary>
/// However a client writes its requests, the tables' server answers them: those that come whole by a short way of its own, which shows by the lack of
/// <c>Connection</c>, and all others by Node.js's HTTP server.
/// </summary>
public sealed class RequestShapeTests
{
    private const string Put = """{"TableName":"websocket-connections","Item":{"connectionId":{"S":"é✓"}}}""";
    private const string Count = """{"TableName":"websocket-connections","Select":"COUNT"}""";

    [Fact]
    public async Task Requests_Whole_AreAnsweredTheShortWayOneAfterTheOther()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        using var client = await RawTablesClient.OpenAsync(tables);

        await client.WriteAsync(client.Request("PutItem", Put));
        var put = await client.ReadAsync();
        await client.WriteAsync(client.Request("Scan", Count));
        var scan = await client.ReadAsync();
        await client.WriteAsync(client.Request("Scan", "{"));
        var wrong = await client.ReadAsync();
        await client.WriteAsync(client.Request("FlyAway", "{}"));
        var unknown = await client.ReadAsync();

        Assert.Equal(new RawAnswer(200, "{}", true), put);
        Assert.Equal(new RawAnswer(200, """{"Count":1,"ScannedCount":1}""", true), scan);
        Assert.Equal(new RawAnswer(400, """{"__type":"com.amazon.coral.service#SerializationException"}""", true), wrong);
        Assert.Equal(400, unknown.Status);
        Assert.Contains("don't have the operation FlyAway", unknown.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(300)]
    [InlineData(-1)]
    public async Task Request_InTwoPieces_IsAnsweredAndSoIsTheNext(int at)
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        using var client = await RawTablesClient.OpenAsync(tables);
        await client.WriteAsync(client.Request("Scan", Count));
        Assert.True((await client.ReadAsync()).IsShort);

        var request = client.Request("PutItem", Put);
        var first = at < 0 ? request.Length + at : at;
        await client.WriteAsync(request[..first]);
        await client.AskBesideAsync();
        await client.WriteAsync(request[first..]);
        var put = await client.ReadAsync();
        await client.WriteAsync(client.Request("Scan", Count));

        Assert.Equal(new RawAnswer(200, "{}", false), put);
        Assert.Equal(new RawAnswer(200, """{"Count":1,"ScannedCount":1}""", false), await client.ReadAsync());
    }

    [Fact]
    public async Task Requests_AheadOfAnswers_AreAllAnsweredInTheirOrder()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        using var client = await RawTablesClient.OpenAsync(tables);
        var (put, scan) = (client.Request("PutItem", Put), client.Request("Scan", Count));

        await client.WriteAsync(put);
        await client.WriteAsync(scan);
        await client.WriteAsync([.. scan, .. put, .. scan]);

        // Those that come together are worked on side by side, as Node.js does.
        Assert.Equal("{}", (await client.ReadAsync()).Body);
        Assert.StartsWith("""{"Count":""", (await client.ReadAsync()).Body, StringComparison.Ordinal);
        Assert.StartsWith("""{"Count":""", (await client.ReadAsync()).Body, StringComparison.Ordinal);
        Assert.Equal("{}", (await client.ReadAsync()).Body);
        Assert.StartsWith("""{"Count":""", (await client.ReadAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_OfManySegments_IsAnswered()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        using var client = await RawTablesClient.OpenAsync(tables);

        await client.WriteAsync(client.Request("PutItem", Item("a", 300_000)));

        Assert.Equal(new RawAnswer(200, "{}", false), await client.ReadAsync());
    }

    [Theory]
    [InlineData("Origin: https://evil.example", 403, "Web pages may not use the tables.\n")]
    [InlineData("Sec-Fetch-Site: cross-site", 403, "Web pages may not use the tables.\n")]
    [InlineData("Connection: close", 200, """{"Count":0,"ScannedCount":0}""")]
    [InlineData("X-Amz-Target: DynamoDB_20120810.ListTables", 400, """{"__type":"com.amazon.coral.service#UnknownOperationException"}""")]
    [InlineData("constructor: x", 200, """{"Count":0,"ScannedCount":0}""")]
    [InlineData("X-Emulator-Key: again", 403, "The tables are asked at the endpoint that the emulator names.\n")]
    public async Task Request_WithAHeaderMore_IsTheHttpServers(string header, int status, string body)
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        using var client = await RawTablesClient.OpenAsync(tables);

        await client.WriteAsync(client.Request("Scan", Count, header));

        Assert.Equal(new RawAnswer(status, body, false), await client.ReadAsync());
    }

    [Theory]
    [InlineData("Host: ", "Host: rebound.example\r\nX-Was: ", 403)]
    [InlineData("X-Emulator-Key: ", "X-Emulator-Key: 0", 403)]
    [InlineData("X-Emulator-Key: ", "X-Was: ", 403)]
    [InlineData("Authorization: ", "X-Was: ", 400)]
    [InlineData("AWS4-HMAC-SHA256 ", "Basic ", 400)]
    [InlineData("X-Amz-Date: ", "X-Was: ", 400)]
    [InlineData("20310506T070809Z", "", 400)]
    [InlineData("Signature=0", "Signature==", 400)]
    [InlineData("application/x-amz-json-1.0", "text/plain", 404)]
    [InlineData("POST / ", "POST /tables ", 200)]
    [InlineData("POST / ", "POST http://[/ ", 400)]
    [InlineData("POST / ", "GET / ", 200)]
    [InlineData("Content-Length: ", "Content-Length : ", 400)]
    [InlineData("\r\nHost", "\r\nno colon\r\nHost", 400)]
    public async Task Request_OfAnotherKind_IsTheHttpServers(string word, string other, int status)
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        using var client = await RawTablesClient.OpenAsync(tables);
        var request = Encoding.UTF8.GetString(client.Request("Scan", Count));
        Assert.Contains(word, request, StringComparison.Ordinal);

        await client.WriteAsync(Encoding.UTF8.GetBytes(request.Replace(word, other, StringComparison.Ordinal)));
        var answer = await client.ReadAsync();

        Assert.Equal((status, false), (answer.Status, answer.IsShort));
    }

    /// <summary>As many characters as the key has, and more bytes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Key_OfOtherCharacters_Is403AndNobodysEnd(bool isWhole)
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        using var client = await RawTablesClient.OpenAsync(tables);
        var key = Encoding.UTF8.GetBytes(tables.Server.Target.Key!);
        var request = client.Request("Scan", Count);
        request[request.AsSpan().IndexOf(key)] = 0xE9;
        if (!isWhole)
        {
            await client.WriteAsync(request[..5]);
            await client.AskBesideAsync();
            request = request[5..];
        }

        await client.WriteAsync(request);

        Assert.Equal(403, (await client.ReadAsync()).Status);
        await client.AskBesideAsync();
    }

    [Fact]
    public async Task Json_OfTheOtherType_IsAnsweredInIt()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        using var client = await RawTablesClient.OpenAsync(tables);
        var request = Encoding.UTF8.GetString(client.Request("Scan", "null"));

        await client.WriteAsync(Encoding.UTF8.GetBytes(request.Replace("x-amz-json-1.0", "json", StringComparison.Ordinal)));

        Assert.Equal(new RawAnswer(400, """{"__type":"com.amazon.coral.service#SerializationException"}""", true), await client.ReadAsync());
    }

    /// <summary>Two megabytes of answers fit between them; what comes after waits for whoever reads.</summary>
    [Fact]
    public async Task Client_ThatReadsNothing_IsNotAskedForMore()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        using var client = await RawTablesClient.OpenAsync(tables);
        for (var i = 0; i < 3; i++)
        {
            await client.WriteAsync(client.Request("PutItem", Item($"{i}", 330_000)));
            Assert.Equal(200, (await client.ReadAsync()).Status);
        }

        using var greedy = await RawTablesClient.OpenAsync(tables);
        const int Many = 40;
        for (var i = 0; i < Many; i++)
        {
            await greedy.WriteAsync(greedy.Request("Scan", """{"TableName":"websocket-connections"}"""));
            await greedy.AskBesideAsync();
        }

        // The one that says it: a write that would have been done, had the last request been taken.
        await greedy.WriteAsync(greedy.Request("PutItem", Put));
        await greedy.AskBesideAsync();
        Assert.Equal("3", await client.CountAsync());
        for (var i = 0; i < Many; i++)
        {
            Assert.Equal(200, (await greedy.ReadAsync()).Status);
        }

        Assert.Equal("{}", (await greedy.ReadAsync()).Body);
        Assert.Equal("4", await client.CountAsync());
    }

    [Fact]
    public async Task Client_ThatGoesAwayAheadOfItsAnswer_TakesNobodyAlong()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        for (var i = 0; i < 20; i++)
        {
            using var hasty = await RawTablesClient.OpenAsync(tables);
            await hasty.WriteAsync(i % 2 == 0 ? hasty.Request("PutItem", Put) : hasty.Request("PutItem", Put)[..^5]);
            hasty.Reset();
        }

        using var client = await RawTablesClient.OpenAsync(tables);
        await client.WriteAsync(client.Request("Scan", Count));

        Assert.Equal(200, (await client.ReadAsync()).Status);
    }

    private static string Item(string id, int length) => Put.Replace("é✓", id, StringComparison.Ordinal)
        .Replace("}}}", $"}},\"text\":{{\"S\":\"{new string('x', length)}\"}}}}}}", StringComparison.Ordinal);
}
