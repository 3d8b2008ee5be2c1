using System.Collections.Immutable;
using Chat.Contracts.Faults;
using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.Journal;
using Chat.Emulator.Options;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway;

/// <summary>What the journal is told of what goes wrong, so that the console can say why.</summary>
public sealed class GatewayJournalTests
{
    [Theory]
    [InlineData(1.5, 1, null, null, "the limit of the stage demo, 1.5 requests a second with a burst of 1")]
    [InlineData(9.0, 9, 0.5, 1, "the limit of the route $connect of stage demo, 0.5 requests a second with a burst of 1")]
    [InlineData(null, null, null, null, "the limit of the account, 1 new connections a second")]
    public async Task Throttled_ByALimit_NamesIt(double? rate, int? burst, double? routeRate, int? routeBurst, string expected)
    {
        var api = TestApi.WithRoutes("$connect");
        var stage = api.Stages[0] with
        {
            DefaultThrottle = new ThrottleSettings(rate, burst),
            RouteThrottles = ImmutableDictionary<string, ThrottleSettings>.Empty.Add("$connect", new ThrottleSettings(routeRate, routeBurst)),
        };
        await using var gateway = await TestGateway.StartAsync(api with { Stages = [stage] }, limits: GatewayLimits.Default with { NewConnectionRate = 1 });
        await using var first = await gateway.ConnectAsync();

        await using var second = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal((429, expected), (second.Response.Status, Find(gateway, JournalKind.Throttled).Detail));
    }

    [Fact]
    public async Task Refused_ByConnect_SaysWhatItAnswered()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        gateway.Lambda.Answers("connect", """{"statusCode":403}""");

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(403, client.Response.Status);
        Assert.Equal("$connect answered with 403", gateway.Get<EventJournal>().TextOf(Find(gateway, JournalKind.Refused)));
    }

    [Fact]
    public async Task Post_WhoseAnswerAFaultTakes_HasTheFault()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        var (client, id) = await gateway.ConnectKnownAsync();
        await using var connected = client;
        gateway.Get<FaultInjection>().Set(new FaultSettings { PostsAnswerLost = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.PostAsync(id, "hello"));

        var entry = Find(gateway, JournalKind.PostBack);
        Assert.Equal(("posts.answerLost", 200, id), (entry.Fault, entry.Status, entry.ConnectionId));
    }

    [Fact]
    public async Task Disconnect_ThatAFaultTakes_HasTheFault()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "$disconnect"));
        var (client, id) = await gateway.ConnectKnownAsync();
        await using var connected = client;
        gateway.Get<FaultInjection>().Set(new FaultSettings { DisconnectLost = 1 });

        using var deleted = await gateway.DeleteAsync(id);
        await client.ReadCloseAsync();
        await gateway.StopAsync();

        var entry = Find(gateway, JournalKind.Integrated, "$disconnect");
        Assert.Equal(("disconnect.lost", "lost", id), (entry.Fault, entry.Detail, entry.ConnectionId));
    }

    private static JournalEntry Find(TestGateway gateway, JournalKind kind, string? name = null)
    {
        var journal = gateway.Get<EventJournal>();
        for (var sequence = journal.First; journal.TryRead(sequence, out var entry); sequence++)
        {
            if (entry.Kind == kind && (name is null || entry.Name == name))
            {
                return entry;
            }
        }

        throw new InvalidOperationException($"The journal has no {kind} {name}.");
    }
}
