using System.Collections.Immutable;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Messages.Integration;

/// <summary>The events as functions get them, whole.</summary>
public sealed class EventTests
{
    [Fact]
    [Trait("Statement", "13")]
    [Trait("Statement", "14")]
    [Trait("Statement", "15")]
    [Trait("Statement", "16")]
    public async Task Connect_WithQueryHeadersAndVariables_IsTheGoldenEvent()
    {
        var api = TestApi.WithRoutes("$connect");
        var variables = ImmutableDictionary<string, string>.Empty.Add("tier", "gold");
        await using var gateway = await TestGateway.StartAsync(api with { Stages = [new Stage { Name = TestApi.Stage, Variables = variables }] });

        await using var client = await gateway.ConnectAsync(
            "/demo?room=a&room=b%20c&flag&name=%C3%A9%22",
            $"Host: localhost:{gateway.Port}",
            "Origin: https://example.test",
            "User-Agent: test/1",
            "X-Forwarded-For: 203.0.113.7",
            "x-CuStOm: 1",
            "x-CuStOm: 2");

        GoldenEvent.AssertMatches("connect.json", await gateway.Lambda.NextEventAsync("connect"), gateway.Port);
    }

    [Theory]
    [Trait("Statement", "13")]
    [Trait("Statement", "14")]
    [Trait("Statement", "15")]
    [Trait("Statement", "18")]
    [InlineData("/demo")]
    [InlineData("/demo/?")]
    public async Task Connect_Bare_IsTheGoldenEvent(string path)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));

        await using var client = await gateway.ConnectAsync(path, $"Host: localhost:{gateway.Port}");

        GoldenEvent.AssertMatches("connect-bare.json", await gateway.Lambda.NextEventAsync("connect"), gateway.Port);
    }

    [Fact]
    [Trait("Statement", "16")]
    [Trait("Statement", "29")]
    public async Task Message_IsTheGoldenEvent()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$default"));
        await using var client = await gateway.ConnectAsync("/demo?room=a", $"Host: localhost:{gateway.Port}");

        gateway.Time.Advance(TimeSpan.FromMilliseconds(8333));
        await client.SendTextAsync("hi ☃");

        GoldenEvent.AssertMatches("message.json", await gateway.Lambda.NextEventAsync("default"), gateway.Port);
    }

    [Fact]
    [Trait("Statement", "16")]
    [Trait("Statement", "52")]
    public async Task Disconnect_IsTheGoldenEvent()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$disconnect"));
        await using var client = await gateway.ConnectAsync("/demo?room=a", $"Host: localhost:{gateway.Port}", "X-Forwarded-For: 203.0.113.7");

        gateway.Time.Advance(TimeSpan.FromMilliseconds(8333));
        await client.SendCloseAsync();

        GoldenEvent.AssertMatches("disconnect.json", await gateway.Lambda.NextEventAsync("disconnect"), gateway.Port);
    }

    [Fact]
    [Trait("Statement", "30")]
    public async Task Messages_OfOneConnection_HaveTheirOwnIdsAndShareTheConnections()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "$default"));
        await using var client = await gateway.ConnectAsync();
        await client.SendTextAsync("one");
        await client.SendTextAsync("two");

        var connect = (await gateway.Lambda.NextEventAsync("connect"))["requestContext"]!;
        var one = (await gateway.Lambda.NextEventAsync("default"))["requestContext"]!;
        var two = (await gateway.Lambda.NextEventAsync("default"))["requestContext"]!;

        Assert.NotEqual((string?)one["messageId"], (string?)two["messageId"]);
        Assert.Equal(3, new[] { connect, one, two }.Select(context => (string?)context["requestId"]).Distinct().Count());
        Assert.Single(new[] { connect, one, two }.Select(context => (string?)context["connectionId"]).Distinct());
        Assert.Single(new[] { connect, one, two }.Select(context => (long?)context["connectedAt"]).Distinct());
    }
}
