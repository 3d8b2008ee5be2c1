using System.Text.Json.Nodes;
using Chat.Conformance.Tests.Clients;

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
    public async Task Message_KeyInOtherCase_DefaultRuns()
    {
        // The route 'answer' would answer.
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync();
        await client.SendTextAsync("""{"action":"Answer","returns":{"statusCode":200,"body":"x"}}""");
        await conversation.NextEventAsync();
        await Conversation.AssertNothingCameAsync(client);
    }

    [Fact]
    [Trait("Statement", "24")]
    public async Task Message_NothingMatchesAndNoDefault_IsForbiddenAndStaysOpen()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, connect) = await conversation.OpenAsync("plain");
        await client.SendTextAsync("""{"t":"y","v":"1"}""");
        await client.AssertErrorFrameAsync("Forbidden", Conversation.ConnectionId(connect));
        await client.SendTextAsync("""{"t":"x","v":"1"}""");
        Assert.Equal("x/1", RouteKey(await conversation.NextEventAsync()));
    }

    [Fact]
    [Trait("Statement", "25")]
    public Task Expression_OfTwoMembers_IsBothWithTheTextBetween() => AssertRouteAsync("x/1", """{"t":"x","v":"1"}""", "plain");

    [Fact]
    [Trait("Statement", "26")]
    public Task Expression_MemberMissing_IsEmptyText() => AssertRouteAsync("x/", """{"t":"x"}""", "plain");

    private static async Task AssertRouteAsync(string routeKey, string text, string api = "main")
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync(api);
        await client.SendTextAsync(text);
        var message = await conversation.NextEventAsync();
        Assert.Equal("MESSAGE", (string?)message["requestContext"]!["eventType"]);
        Assert.Equal(routeKey, RouteKey(message));
        Assert.Equal(text, (string?)message["body"]);
    }

    private static string? RouteKey(JsonNode message) => (string?)message["requestContext"]!["routeKey"];
}
