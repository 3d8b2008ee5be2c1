using System.Diagnostics.Metrics;
using System.Net;
using Chat.Contracts.Faults;
using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Invocations.Faults;

public sealed class FaultInjectionTests
{
    [Fact]
    public async Task Options_WithoutFaults_NothingIsInForce()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));

        Assert.Null(gateway.Get<FaultInjection>().InForce);
    }

    [Fact]
    public async Task Posts_ShareThrottled_SameSeedRefusesTheSameOnes()
    {
        var first = await PostTenAsync(new FaultSettings { PostsThrottled = 0.3, Seed = 42 });
        var second = await PostTenAsync(new FaultSettings { PostsThrottled = 0.3, Seed = 42 });

        Assert.Equal(first, second);
        Assert.Contains(first, answer => answer == (HttpStatusCode.TooManyRequests, "LimitExceededException"));
        Assert.Contains(first, answer => answer == (HttpStatusCode.OK, null));

        static async Task<List<(HttpStatusCode Status, string? ErrorType)>> PostTenAsync(FaultSettings faults)
        {
            await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
            using var counts = new FaultCounts(gateway.Get<IMeterFactory>());
            gateway.Get<FaultInjection>().Set(faults);
            var (client, id) = await gateway.ConnectKnownAsync();
            await using var connected = client;
            var answers = new List<(HttpStatusCode, string?)>();
            for (var n = 0; n < 10; n++)
            {
                using var answer = await gateway.PostAsync(id, $"{n}");
                answers.Add((answer.StatusCode, answer.Headers.TryGetValues("x-amzn-ErrorType", out var type) ? type.Single() : null));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    Assert.Equal($"{n}", await client.ReadTextAsync());
                }
            }

            Assert.Equal(answers.Count(answer => answer.Item1 != HttpStatusCode.OK), counts.Count("PostThrottled"));
            return answers;
        }
    }

    [Fact]
    public async Task Posts_Failed_Are500AndGetAndDeleteAreNot()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        var (client, id) = await gateway.ConnectKnownAsync();
        await using var connected = client;
        gateway.Get<FaultInjection>().Set(new FaultSettings { PostsFailed = 1, PostsThrottled = 0 });

        using var post = await gateway.PostAsync(id, "lost");
        using var get = await gateway.GetAsync(id);
        using var delete = await gateway.DeleteAsync(id);

        Assert.Equal(
            (HttpStatusCode.InternalServerError, HttpStatusCode.OK, HttpStatusCode.NoContent), (post.StatusCode, get.StatusCode, delete.StatusCode));
    }

    [Fact]
    public async Task Posts_AnswerLost_AreDeliveredAndThePosterNeverHearsOfIt()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        using var counts = new FaultCounts(gateway.Get<IMeterFactory>());
        var (client, id) = await gateway.ConnectKnownAsync();
        await using var connected = client;
        gateway.Get<FaultInjection>().Set(new FaultSettings { PostsAnswerLost = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.PostAsync(id, "once"));
        gateway.Get<FaultInjection>().Set(FaultSettings.None);
        using var repeated = await gateway.PostAsync(id, "once");

        Assert.Equal(HttpStatusCode.OK, repeated.StatusCode);
        Assert.Equal(["once", "once"], [await client.ReadTextAsync(), await client.ReadTextAsync()]);
        Assert.Equal(1, counts.Count("PostAnswerLost"));
    }

    [Fact]
    public async Task Posts_AnswerLost_RefusalsAreStillTold()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        gateway.Get<FaultInjection>().Set(new FaultSettings { PostsAnswerLost = 1 });

        using var post = await gateway.PostAsync("Pending12345678=", "to nobody");

        Assert.Equal(HttpStatusCode.Gone, post.StatusCode);
    }

    [Fact]
    public async Task Posts_Latency_AnswersAndDeliversThatMuchLater()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        using var counts = new FaultCounts(gateway.Get<IMeterFactory>());
        var (client, id) = await gateway.ConnectKnownAsync();
        await using var connected = client;
        gateway.Get<FaultInjection>().Set(new FaultSettings { PostsLatencyMs = 5000 });

        var post = gateway.PostAsync(id, "late");
        await counts.NextAsync("PostLatency");
        gateway.Time.Advance(TimeSpan.FromMilliseconds(4999));
        Assert.False(post.IsCompleted);
        await AdvanceUntilAsync(gateway, post);

        Assert.Equal("late", await client.ReadTextAsync());
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
    }

    [Fact]
    public async Task Posts_TenThousandDelayed_WaitWithoutAThreadEach()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        gateway.Get<FaultInjection>().Set(new FaultSettings { PostsLatencyMs = 10 });
        var inForce = gateway.Get<FaultInjection>().InForce!;

        var delays = Enumerable.Range(0, 10_000).Select(_ => inForce.DelayPostAsync("id", CancellationToken.None).AsTask()).ToArray();
        Assert.DoesNotContain(delays, delay => delay.IsCompleted);
        gateway.Time.Advance(TimeSpan.FromMilliseconds(10));

        await Task.WhenAll(delays).Soon();
    }

    [Fact]
    public async Task Disconnect_Lost_IsNotSentUntilTheFaultEnds()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "$disconnect"));
        using var counts = new FaultCounts(gateway.Get<IMeterFactory>());
        var faults = gateway.Get<FaultInjection>();
        faults.Set(new FaultSettings { DisconnectLost = 1 });
        var (first, _) = await gateway.ConnectKnownAsync();
        await using var lost = first;
        await lost.SendCloseAsync(1000);
        await counts.NextAsync("DisconnectLost");

        faults.Set(FaultSettings.None);
        var (second, secondId) = await gateway.ConnectKnownAsync();
        await using var told = second;
        await told.SendCloseAsync(1000);

        Assert.Equal(secondId, (string?)(await gateway.Lambda.NextEventAsync("disconnect"))["requestContext"]!["connectionId"]);
        Assert.Equal(0, gateway.Lambda.CountWaitingEvents("disconnect"));
    }

    [Fact]
    public async Task Invocations_Failed_ClientGetsTheErrorFrameAndTheFunctionNothing()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$default"));
        await using var client = await gateway.ConnectAsync();
        gateway.Get<FaultInjection>().Set(new FaultSettings { InvocationsFailed = 1 });

        await client.SendTextAsync("hello");

        Assert.Contains("Internal server error", await client.ReadTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, gateway.Lambda.Invocations);
    }

    [Fact]
    public async Task Invocations_TimedOut_ClientGetsTheTimeoutFrame()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$default"));
        using var counts = new FaultCounts(gateway.Get<IMeterFactory>());
        await using var client = await gateway.ConnectAsync();
        gateway.Get<FaultInjection>().Set(new FaultSettings { InvocationsTimedOut = 1 });

        await client.SendTextAsync("hello");
        await counts.NextAsync("InvocationTimedOut");
        var frame = client.ReadTextAsync();
        await AdvanceUntilAsync(gateway, frame);

        Assert.Contains("Endpoint request timed out", await frame, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handshake_Latency_IsAnsweredThatMuchLater()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        using var counts = new FaultCounts(gateway.Get<IMeterFactory>());
        gateway.Get<FaultInjection>().Set(new FaultSettings { HandshakeLatencyMs = 5000 });

        var connecting = gateway.ConnectAsync();
        await counts.NextAsync("HandshakeLatency");
        Assert.Equal(0, gateway.Lambda.Invocations);
        await AdvanceUntilAsync(gateway, connecting);

        await using var client = await connecting;
        Assert.Equal(1, gateway.Lambda.Invocations);
    }

    [Fact]
    [Trait("Statement", "39")]
    public async Task Messages_Reordered_TheSecondOvertakesTheFirst()
    {
        // Each message draws twice: whether, and how long. A seed whose first message waits clearly longer than its second.
        var seed = Enumerable.Range(0, 1000).First(candidate =>
        {
            var draw = new FaultDraw(candidate);
            var draws = Enumerable.Range(0, 4).Select(_ => draw.Next(Fault.MessageReordered)).ToArray();
            return draws[1] > 0.8 && draws[3] < 0.2;
        });
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$default"));
        using var counts = new FaultCounts(gateway.Get<IMeterFactory>());
        await using var client = await gateway.ConnectAsync();
        gateway.Get<FaultInjection>().Set(new FaultSettings { MessagesReordered = 1, Seed = seed });

        await client.SendTextAsync("first");
        await counts.NextAsync("MessageReordered");
        await client.SendTextAsync("second");
        await counts.NextAsync("MessageReordered");
        var events = NextTwoAsync();
        await AdvanceUntilAsync(gateway, events, TimeSpan.FromMilliseconds(5));

        Assert.Equal<string>(["second", "first"], await events);

        async Task<string[]> NextTwoAsync()
        {
            var first = await gateway.Lambda.NextEventAsync("default");
            var second = await gateway.Lambda.NextEventAsync("default");
            return [(string)first["body"]!, (string)second["body"]!];
        }
    }

    [Fact]
    public async Task Set_WithoutSeed_TakesOneAndTellsIt()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));

        var settings = gateway.Get<FaultInjection>().Set(new FaultSettings { PostsFailed = 0.5 });

        Assert.NotNull(settings.Seed);
        Assert.Equal(settings, gateway.Get<FaultInjection>().Settings);
    }

    // The clock stands still until the test moves it; what it set free then runs on threads of its own.
    private static async Task AdvanceUntilAsync(TestGateway gateway, Task done, TimeSpan? step = null)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (!done.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            gateway.Time.Advance(step ?? TimeSpan.FromSeconds(5));
            await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None));
        }
    }
}
