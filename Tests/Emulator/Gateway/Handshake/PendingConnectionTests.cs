using System.Net;
using Chat.Emulator.Invocations;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Handshake;

/// <summary>While <c>$connect</c> runs a connection has an id and nothing else.</summary>
public sealed class PendingConnectionTests
{
    [Fact]
    [Trait("Statement", "19")]
    public async Task PostBack_WhileConnectRuns_Is410AndWorksAfterwards()
    {
        var answer = new TaskCompletionSource<InvocationOutcome>();
        var lambda = new StubLambda().On("connect", (_, _) => answer.Task);
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"), lambda);
        await using var client = await RawClient.SendHandshakeAsync(gateway.Port, "/demo");
        var connectionId = (string)(await lambda.NextEventAsync("connect"))["requestContext"]!["connectionId"]!;

        using var early = await gateway.PostAsync(connectionId, "early");
        using var earlyDelete = await gateway.DeleteAsync(connectionId);
        answer.SetResult(StubLambda.Responded("""{"statusCode":200}"""));
        Assert.Equal(101, (await client.ReadResponseAsync()).Status);
        using var later = await gateway.PostAsync(connectionId, "later");

        Assert.Equal(HttpStatusCode.Gone, early.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, earlyDelete.StatusCode);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        Assert.Equal("later", await client.ReadTextAsync());
    }

    [Fact]
    public async Task Client_GoesAwayWhileConnectAccepts_DisconnectRunsWith1006()
    {
        var answer = new TaskCompletionSource<InvocationOutcome>();
        var lambda = new StubLambda().On("connect", (_, _) => answer.Task);
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "$disconnect"), lambda);
        var client = await RawClient.SendHandshakeAsync(gateway.Port, "/demo");
        var connect = await lambda.NextEventAsync("connect");

        client.Reset();
        answer.SetResult(StubLambda.Responded("""{"statusCode":200}"""));
        var disconnect = await lambda.NextEventAsync("disconnect");

        Assert.Equal(1006, (int?)disconnect["requestContext"]!["disconnectStatusCode"]);
        Assert.Equal((string?)connect["requestContext"]!["connectionId"], (string?)disconnect["requestContext"]!["connectionId"]);
        using var post = await gateway.PostAsync((string)connect["requestContext"]!["connectionId"]!, "x");
        Assert.Equal(HttpStatusCode.Gone, post.StatusCode);
    }
}
