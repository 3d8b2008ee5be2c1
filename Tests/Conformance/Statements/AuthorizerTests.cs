using System.Text.Json.Nodes;
using Chat.Conformance.Tests.Clients;

namespace Chat.Conformance.Tests.Statements;

/// <summary>The authorizer of <c>$connect</c>; the token says what it is to decide.</summary>
public sealed class AuthorizerTests
{
    [Fact]
    [Trait("Statement", "71")]
    public Task IdentitySource_Missing_Is401AndTheAuthorizerIsNotInvoked() => AssertRefusedAsync(401, "", isAsked: false);

    [Fact]
    [Trait("Statement", "72")]
    public Task Authorizer_FailsWithUnauthorized_Is401() => AssertRefusedAsync(401, "?token=unauthorized");

    [Fact]
    [Trait("Statement", "73")]
    public Task Policy_Denies_Is403AndConnectDoesNotRun() => AssertRefusedAsync(403, "?token=deny");

    [Theory]
    [Trait("Statement", "74")]
    [InlineData("?token=broken")]
    [InlineData("?token=nothing")]
    public Task Authorizer_ThrowsOrReturnsNoPolicy_Is500(string query) => AssertRefusedAsync(500, query);

    [Fact]
    [Trait("Statement", "75")]
    public async Task Context_OfTheAnswer_IsInEveryEventOfTheConnection()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync("guarded", query: "?token=allow");
        var connect = await conversation.NextEventAsync();
        await client.SendTextAsync("{}");
        var message = await conversation.NextEventAsync();
        await client.CloseAsync();
        var disconnect = await conversation.NextEventAsync();

        Assert.Equal(["CONNECT", "MESSAGE", "DISCONNECT"], new[] { connect, message, disconnect }.Select(EventType));
        Assert.All([connect, message, disconnect], @event =>
        {
            Assert.Equal("v", (string?)@event["requestContext"]!["authorizer"]!["k"]);
            Assert.Equal("p", (string?)@event["requestContext"]!["authorizer"]!["principalId"]);
        });
    }

    [Fact]
    [Trait("Statement", "76")]
    public async Task AuthorizerEvent_Any_NamesTheMethodAndTheConnection()
    {
        await using var conversation = await Conversation.StartAsync();
        var (_, asked) = await conversation.OpenAsync("guarded", query: "?token=allow");
        var connect = await conversation.NextEventAsync();
        Assert.Equal("REQUEST", (string?)asked["type"]);
        Assert.EndsWith("/guarded/$connect", (string?)asked["methodArn"], StringComparison.Ordinal);
        Assert.Equal(Conversation.ConnectionId(connect), Conversation.ConnectionId(asked));
        Assert.Equal("{}", asked["stageVariables"]!.ToJsonString());
    }

    [Fact]
    [Trait("Statement", "77")]
    public Task Policy_ForEveryMethodOfTheStageAsInRestApis_Is403() => AssertRefusedAsync(403, "?token=wildcard");

    [Fact]
    [Trait("Statement", "78")]
    public async Task Authorizer_SameTokenTwice_IsAskedTwice()
    {
        await using var conversation = await Conversation.StartAsync();
        foreach (var _ in new[] { 1, 2 })
        {
            var (_, asked) = await conversation.OpenAsync("guarded", query: "?token=allow");
            Assert.Equal("REQUEST", (string?)asked["type"]);
            Assert.Equal("CONNECT", EventType(await conversation.NextEventAsync()));
        }
    }

    private static string? EventType(JsonNode @event) => (string?)@event["requestContext"]!["eventType"];

    private static async Task AssertRefusedAsync(int status, string query, bool isAsked = true)
    {
        await using var conversation = await Conversation.StartAsync();
        var client = await conversation.HandshakeAsync("guarded", query: query);
        Assert.Equal(status, client.Response.Status);
        if (isAsked)
        {
            Assert.Equal("REQUEST", (string?)(await conversation.NextEventAsync())["type"]);
        }

        await conversation.AssertNoFunctionRanAsync();
    }
}
