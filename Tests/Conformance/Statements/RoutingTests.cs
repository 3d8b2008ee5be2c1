using System.Text.Json.Nodes;
using Chat.Conformance.Tests.Clients;
using Chat.Emulator.Tests.Wire;

namespace Chat.Conformance.Tests.Statements;

/// <summary>Which route a message takes.</summary>
public sealed class RoutingTests
{
    [Theory]
    [Trait("Statement", "20")]
    [InlineData("""{"action":"tell"}""")]
    [InlineData("""  { "action" : "tell", "t" : "🎉ä\u00e4" }  """)]
    public Task Message_ActionMatches_ItsRouteRunsWithTheExactText(string text) => AssertRouteAsync("tell", text);

    [Fact]
    [Trait("Statement", "21")]
    public Task Message_NotJson_DefaultRuns() => AssertRouteAsync("$default", """not json""");

    [Fact]
    [Trait("Statement", "22")]
    public Task Message_MemberMissing_DefaultRuns() => AssertRouteAsync("$default", """{"x":1}""");

    [Fact]
    [Trait("Statement", "23")]
    public Task Message_NoSuchRoute_DefaultRuns() => AssertRouteAsync("$default", """{"action":"zzz"}""");

    [Theory]
    [Trait("Statement", "27")]
    [InlineData("""{"action":"$connect"}""")]
    [InlineData("""{"action":"$disconnect"}""")]
    public Task Message_NamesConnectOrDisconnect_DefaultRuns(string text) => AssertRouteAsync("$default", text);

    [Fact]
    [Trait("Statement", "28")]
    public Task Message_KeyInOtherCase_DefaultRuns() => AssertRouteAsync("$default", """{"action":"Tell"}""");

    [Fact]
    [Trait("Statement", "24")]
    public async Task Message_NothingMatchesAndNoDefault_IsForbiddenAndStaysOpen()
    {
        await using var conversation = await Conversation.StartAsync();
        var client = await conversation.HandshakeAsync("plain");
        var connectionId = Conversation.ConnectionId(await RunAsync(conversation, client, """{"t":"x","v":"1"}"""));
        await client.SendTextAsync("""{"t":"y","v":"1"}""");
        await client.AssertErrorFrameAsync("Forbidden", connectionId);
        await RunAsync(conversation, client, """{"t":"x","v":"1"}""");
    }

    [Fact]
    [Trait("Statement", "25")]
    public Task Expression_OfTwoMembers_IsBothWithTheTextBetween() => AssertPlainRouteAsync("x/1", """{"t":"x","v":"1"}""");

    [Fact]
    [Trait("Statement", "26")]
    public Task Expression_MemberMissing_IsEmptyText() => AssertPlainRouteAsync("x/", """{"t":"x"}""");

    private static async Task AssertRouteAsync(string routeKey, string text)
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync();
        await client.SendTextAsync(text);
        var message = await conversation.NextEventAsync();
        Assert.Equal("MESSAGE", (string?)message["requestContext"]!["eventType"]);
        Assert.Equal(routeKey, (string?)message["requestContext"]!["routeKey"]);
        Assert.Equal(text, (string?)message["body"]);
    }

    private static async Task AssertPlainRouteAsync(string routeKey, string text)
    {
        await using var conversation = await Conversation.StartAsync();
        var message = await RunAsync(conversation, await conversation.HandshakeAsync("plain"), text);
        Assert.Equal(routeKey, (string?)message["requestContext"]!["routeKey"]);
    }

    // Without $connect nothing was ordered there: each message has to say who watches.
    private static async Task<JsonNode> RunAsync(Conversation conversation, RawClient client, string text)
    {
        var message = JsonNode.Parse(text)!;
        message["watcher"] = conversation.WatcherId;
        await client.SendTextAsync(message.ToJsonString());
        return await conversation.NextEventAsync();
    }
}
