using System.Text.Json.Nodes;
using Chat.Conformance.Tests.Clients;

namespace Chat.Conformance.Tests.Statements;

/// <summary>What the sender of a message is sent.</summary>
public sealed class ResponseTests
{
    [Fact]
    [Trait("Statement", "31")]
    public Task OneWayRoute_Body_IsNotSent() => AssertNothingIsSentAsync("""{"action":"tell","returns":{"statusCode":200,"body":"x"}}""");

    [Fact]
    [Trait("Statement", "32")]
    public Task OneWayRoute_Status500_NothingIsSent() => AssertNothingIsSentAsync("""{"action":"tell","returns":{"statusCode":500}}""");

    [Fact]
    [Trait("Statement", "33")]
    public Task OneWayRoute_FunctionThrows_IsInternalServerErrorAndStaysConnected() =>
        AssertErrorFrameAsync("Internal server error", """{"action":"tell","throws":"as ordered"}""");

    [Fact]
    [Trait("Statement", "34")]
    public async Task Message_IntegrationTimesOut_ClientIsToldAndStaysConnected()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, connect) = await conversation.OpenAsync("hasty");
        await client.SendTextAsync("""{"wait":5000}""");
        await client.AssertErrorFrameAsync("Endpoint request timed out", Conversation.ConnectionId(connect));
        await client.SendTextAsync("{}");
        await conversation.NextEventAsync();
        Assert.Equal("{}", (string?)(await conversation.NextEventAsync())["body"]);
    }

    [Fact]
    [Trait("Statement", "35")]
    public Task TwoWayRoute_Body_IsSentAsText() => AssertSentAsync("pong", """{"action":"answer","returns":{"statusCode":200,"body":"pong"}}""");

    [Fact]
    [Trait("Statement", "36")]
    public Task TwoWayRoute_Status500WithBody_IsSentAllTheSame() =>
        AssertSentAsync("pong", """{"action":"answer","returns":{"statusCode":500,"body":"pong"}}""");

    [Fact]
    [Trait("Statement", "37")]
    public Task TwoWayRoute_NoBody_NothingIsSent() => AssertNothingIsSentAsync("""{"action":"answer","returns":{"statusCode":200}}""");

    [Fact]
    [Trait("Statement", "37")]
    public Task OneWayRoute_UnknownMember_IsInternalServerError() =>
        AssertErrorFrameAsync("Internal server error", """{"action":"tell","returns":{"statusCode":200,"Data":"x"}}""");

    [Fact]
    [Trait("Statement", "38")]
    public Task Route_SelectionExpressionWithoutRouteResponse_NothingIsSent() =>
        AssertNothingIsSentAsync("""{"action":"mute","returns":{"statusCode":200,"body":"x"}}""");

    [Fact]
    [Trait("Statement", "39")]
    public async Task Messages_FirstIsSlower_SecondAnswersFirst()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync();
        await client.SendTextAsync("""{"action":"answer","wait":3000,"returns":{"statusCode":200,"body":"first"}}""");
        await client.SendTextAsync("""{"action":"answer","returns":{"statusCode":200,"body":"second"}}""");
        Assert.Equal("second", await client.ReadMessageAsync());
        Assert.Equal("first", await client.ReadMessageAsync());
    }

    [Fact]
    [Trait("Statement", "45")]
    public async Task Message_ModelRefusesIt_SenderIsToldAndTheFunctionIsNotCalled()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, connect) = await conversation.OpenAsync();
        await client.SendTextAsync("""{"action":"checked","question":5}""");
        var frame = JsonNode.Parse(await client.ReadMessageAsync())!.AsObject();
        Assert.Equal(["connectionId", "message", "messageId"], frame.Select(member => member.Key).Order());
        Assert.Equal("Bad request body", (string?)frame["message"]);
        Assert.Equal(Conversation.ConnectionId(connect), (string?)frame["connectionId"]);
        await conversation.AssertNoFunctionRanAsync();

        await client.SendTextAsync("""{"action":"checked","question":"why"}""");
        Assert.Equal("checked", (string?)(await conversation.NextEventAsync())["requestContext"]!["routeKey"]);
    }

    [Fact]
    [Trait("Statement", "70")]
    public async Task Function_PostsToTheConnectionOfItsMessage_ItArrives()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync();
        await client.SendTextAsync("""{"action":"tell","post":"from inside"}""");
        Assert.Equal("from inside", await client.ReadMessageAsync());
        await conversation.NextEventAsync();
        Assert.InRange((int)(await conversation.NextPostAsync())["status"]!, 200, 299);
    }

    private static async Task AssertSentAsync(string expected, string message)
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync();
        await client.SendTextAsync(message);
        Assert.Equal(expected, await client.ReadMessageAsync());
    }

    private static async Task AssertNothingIsSentAsync(string message)
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync();
        await client.SendTextAsync(message);
        Assert.Equal(message, (string?)(await conversation.NextEventAsync())["body"]);
        await Conversation.AssertNothingCameAsync(client);
    }

    private static async Task AssertErrorFrameAsync(string expected, string message)
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, connect) = await conversation.OpenAsync();
        await client.SendTextAsync(message);
        await client.AssertErrorFrameAsync(expected, Conversation.ConnectionId(connect));
        await Conversation.AssertNothingCameAsync(client);
    }
}
