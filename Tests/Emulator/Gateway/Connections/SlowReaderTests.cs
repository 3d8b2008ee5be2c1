using System.Net;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Connections;

/// <summary>A client that doesn't read costs nobody but itself.</summary>
public sealed class SlowReaderTests
{
    [Fact]
    [Trait("Statement", "69")]
    public async Task Client_StopsReading_PostsGet429AndOthersAreNotDelayed()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "$disconnect"));
        var (slow, slowId) = await gateway.ConnectKnownAsync();
        var (other, otherId) = await gateway.ConnectKnownAsync();
        await using var _ = other;
        var text = new string('x', GatewayLimits.Default.MaxMessageBytes);

        var post = await gateway.PostUntilRefusedAsync(slowId, text);

        Assert.Equal(HttpStatusCode.TooManyRequests, post.StatusCode);
        Assert.Equal("LimitExceededException", post.Headers.GetValues("x-amzn-ErrorType").Single());
        using var delivered = await gateway.PostAsync(otherId, "hi");
        Assert.Equal("hi", await other.ReadTextAsync());

        // Gone without reading: cut at once, and told like any other.
        slow.Reset();
        var disconnect = await gateway.Lambda.NextEventAsync("disconnect");
        Assert.Equal(1006, (int?)disconnect["requestContext"]!["disconnectStatusCode"]);
        Assert.Equal(slowId, (string?)disconnect["requestContext"]!["connectionId"]);
    }

    [Fact]
    public async Task Client_ReadsLater_GetsEverythingThatWasAcceptedInOrder()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        for (var i = 0; i < 500; i++)
        {
            using var post = await gateway.PostAsync(connectionId, $"{i}");
            Assert.Equal(HttpStatusCode.OK, post.StatusCode);
        }

        for (var i = 0; i < 500; i++)
        {
            Assert.Equal($"{i}", await client.ReadTextAsync());
        }
    }

    [Fact]
    public async Task Queue_FullOfBytes_TellsPostsAndMakesAnswersWait()
    {
        var queue = new OutboundQueue(GatewayLimits.Default with { MaxQueuedBytes = 10 });
        Assert.Equal(EnqueueResult.Accepted, queue.TryEnqueue(OutboundMessage.Text("12345678"u8)));
        Assert.Equal(EnqueueResult.Full, queue.TryEnqueue(OutboundMessage.Text("post"u8)));

        var answer = queue.EnqueueAsync(OutboundMessage.Text("answer"u8)).AsTask();
        Assert.False(answer.IsCompleted);
        Assert.True(queue.TryDequeue(out var first));
        first.Release();

        Assert.Equal(EnqueueResult.Accepted, await answer.Soon());
        Assert.True(queue.TryDequeue(out var second));
        Assert.Equal("answer"u8, second.Payload);
        second.Release();
    }

    [Fact]
    public async Task Queue_Completed_WakesThoseWhoWait()
    {
        var queue = new OutboundQueue(GatewayLimits.Default with { MaxQueuedMessages = 1 });
        queue.TryEnqueue(OutboundMessage.Text("first"u8));
        var waiting = queue.EnqueueAsync(OutboundMessage.Text("second"u8)).AsTask();

        queue.Complete();

        Assert.Equal(EnqueueResult.Closed, await waiting.Soon());
        Assert.Equal(EnqueueResult.Closed, queue.TryEnqueue(OutboundMessage.Text("third"u8)));
    }
}
