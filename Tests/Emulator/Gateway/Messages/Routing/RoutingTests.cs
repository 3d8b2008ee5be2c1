using System.Text;
using System.Text.Json.Nodes;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Messages.Routing;

/// <summary>Which function a message reaches.</summary>
public sealed class RoutingTests
{
    [Fact]
    [Trait("Statement", "20")]
    public async Task Message_ActionMatches_ItsRouteRunsWithTheExactText()
    {
        const string Text = """{ "action" : "a", "data": "☃ \"quoted\" </script>" }""";

        var json = await RouteAsync("a", Text, "a", "$default");

        Assert.Equal("a", (string?)json["requestContext"]!["routeKey"]);
        Assert.Equal(Text, (string?)json["body"]);
    }

    [Theory]
    [Trait("Statement", "21")]
    [Trait("Statement", "22")]
    [Trait("Statement", "23")]
    [Trait("Statement", "28")]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("""{"x":1}""")]
    [InlineData("""{"action":"zzz"}""")]
    [InlineData("""{"action":"A"}""")]
    [InlineData("""{"action":"$default"}""")]
    public async Task Message_NothingMatches_DefaultRuns(string text)
    {
        var json = await RouteAsync("default", text, "a", "$default");

        Assert.Equal("$default", (string?)json["requestContext"]!["routeKey"]);
        Assert.Equal(text, (string?)json["body"]);
    }

    [Theory]
    [Trait("Statement", "27")]
    [InlineData("""{"action":"$connect"}""")]
    [InlineData("""{"action":"$disconnect"}""")]
    public async Task Message_NamesConnectOrDisconnect_DefaultRuns(string text)
    {
        var json = await RouteAsync("default", text, "$connect", "$disconnect", "$default");

        Assert.Equal("$default", (string?)json["requestContext"]!["routeKey"]);
    }

    [Theory]
    [Trait("Statement", "24")]
    [InlineData("not json")]
    [InlineData("""{"action":"zzz"}""")]
    [InlineData("""{"action":"$connect"}""")]
    public async Task Message_NothingMatchesAndNoDefault_IsForbiddenAndStaysOpen(string text)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "a"));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        await client.SendTextAsync(text);
        var frame = await client.ReadTextAsync();

        Assert.Matches($$"""^{"message": "Forbidden", "connectionId":"{{connectionId}}", "requestId":"[A-Za-z0-9_-]{15}="}$""", frame);
        await client.SendTextAsync("""{"action":"a"}""");
        await gateway.Lambda.NextEventAsync("a");
        Assert.Equal(2, gateway.Lambda.Invocations);
    }

    [Fact]
    public async Task Deployment_OfOtherRoutes_OpenConnectionFindsThem()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("a"));
        await using var client = await gateway.ConnectAsync();

        gateway.Get<GatewayDeployment>().Deploy([TestApi.WithRoutes("b")]);
        await client.SendTextAsync("""{"action":"b"}""");

        await gateway.Lambda.NextEventAsync("b");
    }

    [Fact]
    public void Deployment_ExpressionIsNone_IsRefused()
    {
        var api = TestApi.WithRoutes("a") with { RouteSelectionExpression = "$request.header.x" };

        Assert.Throws<FormatException>(() => new GatewayDeployment([api]));
    }

    [Theory]
    [InlineData("""{"action":"zzz"}""", "zzz")]
    [InlineData("""{"action":[1,2]}""", "[1, 2]")]
    [InlineData("""{"x":1}""", null)]
    [InlineData("not json", null)]
    public void FindKey_OfAMessage_IsWhatTheExpressionGives(string text, string? expected) => Assert.Equal(expected, FindKey(text));

    [Theory]
    [InlineData("x", 256, 256)]
    [InlineData("x", 257, 256)]
    [InlineData("x", 100_000, 256)]
    [InlineData("\U0001F600", 1_000, 256)]
    [InlineData("\U0001F600y", 1_000, 255)]
    public void FindKey_OfALongValue_IsItsBeginningAndNotNothing(string piece, int count, int shown)
    {
        var value = string.Concat(Enumerable.Repeat(piece, count));

        Assert.Equal(value.Length <= shown ? value : value[..shown] + "…", FindKey($$"""{"action":"{{value}}"}"""));
    }

    private static string? FindKey(string text) => new RouteSelector(TestApi.WithRoutes("a")).FindKey(Encoding.UTF8.GetBytes(text));

    private static async Task<JsonNode> RouteAsync(string functionName, string text, params string[] routeKeys)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes(routeKeys));
        await using var client = await gateway.ConnectAsync();
        await client.SendTextAsync(text);
        return await gateway.Lambda.NextEventAsync(functionName);
    }
}
