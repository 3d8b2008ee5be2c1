using System.Diagnostics.Metrics;
using System.Net;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Host.Terminal;
using Chat.Emulator.Journal;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Wire;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Gateway.Connections;

/// <summary>A client that doesn't read is closed when it has refused enough, and no other client is.</summary>
public sealed class SlowConsumerTests
{
    private static readonly GatewayLimits Limits =
        GatewayLimits.Default with { SlowConsumerRefusals = 3, SlowConsumerPeriod = TimeSpan.FromSeconds(10) };

    private static readonly string Long = new('x', GatewayLimits.Default.MaxFrameBytes);

    [Fact]
    public async Task Client_RefusesThreePostsAndDoesNotRead_IsClosedCountedAndInTheJournal()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "$disconnect"), limits: Limits);
        var closed = 0;
        using var listener = Listen(gateway.Get<IMeterFactory>(), "SlowConsumerCount", () => Interlocked.Increment(ref closed));
        var (slow, id) = await gateway.ConnectKnownAsync();
        await using var client = slow;

        // The system takes some megabytes for a client that doesn't read, so not every refusal is the last word.
        var answers = new List<HttpStatusCode>();
        do
        {
            Assert.InRange(answers.Count, 0, 1000);
            using var post = await gateway.PostAsync(id, Long);
            answers.Add(post.StatusCode);
            if (post.StatusCode == HttpStatusCode.TooManyRequests)
            {
                gateway.Time.Advance(TimeSpan.FromSeconds(1));
            }
        }
        while (answers[^1] != HttpStatusCode.Gone);

        Assert.All(answers[^4..^1], answer => Assert.Equal(HttpStatusCode.TooManyRequests, answer));
        Assert.Equal(1, closed);
        Assert.Equal(3, Entries(gateway.Get<EventJournal>()).Single(entry => entry.Kind == JournalKind.SlowConsumer).Status);

        // It takes nothing, so what waits for it is cut, and its $disconnect runs.
        var disconnect = gateway.Lambda.NextEventAsync("disconnect");
        while (!disconnect.IsCompleted)
        {
            gateway.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var context = (await disconnect)["requestContext"]!;
        Assert.Equal((1008, "Slow consumer"), ((int?)context["disconnectStatusCode"], (string?)context["disconnectReason"]));
    }

    [Fact]
    public async Task Client_RefusesManyInAMomentOrTooFewInThePeriod_StaysConnected()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"), limits: Limits);
        var (slow, id) = await gateway.ConnectKnownAsync();
        await using var client = slow;

        // A burst, all within a moment.
        for (var refused = 0; refused < 20;)
        {
            using var post = await gateway.PostAsync(id, Long);
            Assert.NotEqual(HttpStatusCode.Gone, post.StatusCode);
            refused += post.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
        }

        // One each eleven seconds: never three in ten.
        for (var refused = 0; refused < 5;)
        {
            using var post = await gateway.PostAsync(id, Long);
            Assert.NotEqual(HttpStatusCode.Gone, post.StatusCode);
            if (post.StatusCode == HttpStatusCode.TooManyRequests)
            {
                refused++;
                gateway.Time.Advance(TimeSpan.FromSeconds(11));
            }
        }
    }

    [Fact]
    public async Task Client_CatchesUp_IsForgiven()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"), limits: Limits);
        var (client, id) = await gateway.ConnectKnownAsync();
        await using var _ = client;
        Assert.True(ConnectionId.TryParse(id, out var connectionId));
        Assert.True(gateway.Registry.TryGetOpen(connectionId, TestApi.ApiId, TestApi.Stage, out var connection));

        var accepted = 0;
        for (var posts = 0; connection.Refusals.Count < 2; posts++)
        {
            Assert.InRange(posts, 0, 1000);
            using var post = await gateway.PostAsync(id, Long);
            accepted += post.StatusCode == HttpStatusCode.OK ? 1 : 0;
        }

        for (var i = 0; i < accepted; i++)
        {
            await client.ReadTextAsync();
        }

        while (connection.Refusals.Count > 0)
        {
            await Task.Yield();
        }

        Assert.True(connection.IsOpen);
    }

    [Theory]
    [InlineData("20/10s", 20, 10)]
    [InlineData("5/0.5s", 5, 0.5)]
    [InlineData("off", 0, 10)]
    public void Option_WrittenRight_IsRead(string text, int refusals, double seconds)
    {
        Assert.True(SlowConsumerText.TryParse(text, out var read, out var period));
        Assert.Equal((refusals, TimeSpan.FromSeconds(seconds)), (read, period));
    }

    [Theory]
    [InlineData("")]
    [InlineData("20")]
    [InlineData("0/10s")]
    [InlineData("-1/10s")]
    [InlineData("20/0s")]
    [InlineData("20/10")]
    [InlineData("20/99999999999s")]
    [InlineData("20/10s/3")]
    public void Option_WrittenWrong_IsRefused(string text) => Assert.False(SlowConsumerText.TryParse(text, out _, out _));

    [Fact]
    public void Refusals_LimitIsOff_NeverAskForAClose()
    {
        var time = new FakeTimeProvider();
        var refusals = new Refusals(GatewayLimits.Default with { SlowConsumerRefusals = 0 }, time);
        for (var i = 0; i < 1000; i++)
        {
            Assert.False(refusals.Record());
            time.Advance(TimeSpan.FromMilliseconds(10));
        }
    }

    private static IEnumerable<JournalEntry> Entries(EventJournal journal)
    {
        for (var sequence = journal.First; sequence < journal.Next; sequence++)
        {
            if (journal.TryRead(sequence, out var entry))
            {
                yield return entry;
            }
        }
    }

    private static MeterListener Listen(IMeterFactory meters, string name, Action counted)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == name && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => counted());
        listener.Start();
        return listener;
    }
}
