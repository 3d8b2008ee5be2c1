using System.Globalization;
using System.Text.Json.Nodes;
using Chat.Conformance.Tests.Clients;

namespace Chat.Conformance.Tests.Statements;

/// <summary>What functions are given.</summary>
public sealed class EventTests
{
    private const string IdFormat = "^[A-Za-z0-9_-]{15}=$";

    [Fact]
    [Trait("Statement", "13")]
    public async Task Connect_Any_SaysWhatItIs()
    {
        var connect = await ConnectAsync();
        Assert.Equal("CONNECT", (string?)connect["requestContext"]!["eventType"]);
        Assert.Equal("$connect", (string?)connect["requestContext"]!["routeKey"]);
        Assert.Equal("IN", (string?)connect["requestContext"]!["messageDirection"]);
        Assert.False((bool)connect["isBase64Encoded"]!);
        Assert.DoesNotContain("body", Names(connect));
    }

    [Fact]
    [Trait("Statement", "14")]
    public async Task Connect_Query_IsThereWhenOneWasSent()
    {
        Assert.DoesNotContain("queryStringParameters", Names(await ConnectAsync()));
        Assert.Equal("""["1","2"]""", (await ConnectAsync("?a=1&a=2"))["multiValueQueryStringParameters"]!["a"]!.ToJsonString());
    }

    [Fact]
    [Trait("Statement", "15")]
    public async Task Connect_Headers_HaveTheForwardedOnesAndNotThoseOfTheUpgrade()
    {
        var names = Names((await ConnectAsync())["headers"]!);
        string[] added = ["X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"], left = ["Connection", "Upgrade"];
        Assert.Equal(string.Join(' ', added), string.Join(' ', names.Intersect([.. added, .. left]).Order()));
    }

    [Fact]
    [Trait("Statement", "16")]
    public async Task Events_OfEveryType_HaveOneRequestIdAndTimesThatAgree()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, connect) = await conversation.OpenAsync();
        await client.SendTextAsync("{}");
        var message = await conversation.NextEventAsync();
        await client.CloseAsync(1000);
        var disconnect = await conversation.NextEventAsync();

        foreach (var context in new[] { connect, message, disconnect }.Select(@event => @event["requestContext"]!))
        {
            Assert.True((string?)context["extendedRequestId"] == (string?)context["requestId"], "requestId and extendedRequestId are not the same");
            var time = DateTimeOffset.ParseExact((string)context["requestTime"]!, "dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            Assert.Equal(time.ToUnixTimeSeconds(), (long)context["requestTimeEpoch"]! / 1000);
        }
    }

    [Fact]
    [Trait("Statement", "17")]
    public async Task ConnectionId_Any_HasItsFormat() => Assert.Matches(IdFormat, Conversation.ConnectionId(await ConnectAsync()));

    [Fact]
    [Trait("Statement", "18")]
    public async Task Identity_ClientWithoutUserAgent_HasOnlySourceIp()
    {
        Assert.Equal("sourceIp", string.Join(' ', Names((await ConnectAsync())["requestContext"]!["identity"]!)));
        Assert.Equal("conformance", (string?)(await ConnectAsync("", "User-Agent: conformance"))["requestContext"]!["identity"]!["userAgent"]);
    }

    [Fact]
    [Trait("Statement", "29")]
    public async Task Message_Any_HasNoHeadersNoQueryAndAMessageId()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync(query: "?a=1");
        await client.SendTextAsync("{}");
        var message = await conversation.NextEventAsync();
        Assert.Equal(["body", "isBase64Encoded", "requestContext"], Names(message).Order());
        Assert.False(string.IsNullOrEmpty((string?)message["requestContext"]!["messageId"]));
    }

    [Fact]
    [Trait("Statement", "30")]
    public async Task Messages_OfOneConnection_HaveIdsOfTheirOwnAndShareTheConnections()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync();
        await client.SendTextAsync("{}");
        var one = (await conversation.NextEventAsync())["requestContext"]!;
        await client.SendTextAsync("{}");
        var two = (await conversation.NextEventAsync())["requestContext"]!;
        Assert.NotEqual((string?)one["messageId"], (string?)two["messageId"]);
        Assert.NotEqual((string?)one["requestId"], (string?)two["requestId"]);
        Assert.Equal((string?)one["connectionId"], (string?)two["connectionId"]);
        Assert.Equal((long)one["connectedAt"]!, (long)two["connectedAt"]!);
    }

    [Fact]
    [Trait("Statement", "52")]
    public async Task Disconnect_Headers_AreTheFourWithThreeOfThemEmpty()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, connect) = await conversation.OpenAsync();
        await client.CloseAsync();
        var headers = (await conversation.NextEventAsync())["headers"]!;
        Assert.Equal("Host X-Forwarded-For x-api-key x-restapi", string.Join(' ', Names(headers).Order(StringComparer.Ordinal)));
        Assert.Equal((string?)connect["headers"]!["Host"], (string?)headers["Host"]);
        Assert.Equal(["", "", ""], new[] { "x-api-key", "X-Forwarded-For", "x-restapi" }.Select(name => (string?)headers[name]));
    }

    private static IEnumerable<string> Names(JsonNode json) => json.AsObject().Select(member => member.Key);

    private static async Task<JsonNode> ConnectAsync(string query = "", params string[] headers)
    {
        await using var conversation = await Conversation.StartAsync();
        return (await conversation.OpenAsync(query: query, headers: headers)).Connect;
    }
}
