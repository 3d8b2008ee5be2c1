using Chat.Conformance.Tests.Clients;

namespace Chat.Conformance.Tests.Statements;

/// <summary>What a stage shows of its API, and what it lets through.</summary>
public sealed class DeploymentTests
{
    [Fact]
    [Trait("Statement", "79")]
    public async Task Message_ForARouteMadeAfterTheDeployment_IsUnmatched()
    {
        await using var conversation = await Conversation.StartAsync();
        var client = await conversation.HandshakeAsync("late");
        await client.SendTextAsync($$"""{"action":"early","watcher":"{{conversation.WatcherId}}"}""");
        var early = await conversation.NextEventAsync();
        await client.SendTextAsync($$"""{"action":"late","watcher":"{{conversation.WatcherId}}"}""");
        await client.AssertErrorFrameAsync("Forbidden", Conversation.ConnectionId(early));
        await conversation.AssertNoFunctionRanAsync();
    }

    [Fact]
    [Trait("Statement", "80")]
    public async Task Handshake_LimitsOf0_IsRefusedEveryTime()
    {
        await using var conversation = await Conversation.StartAsync();
        foreach (var _ in Enumerable.Range(0, 5))
        {
            Assert.Equal(429, (await conversation.HandshakeAsync("still")).Response.Status);
        }
    }
}
