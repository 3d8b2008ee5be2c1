using Chat.Emulator.Invocations;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Messages.Responses;

/// <summary>What the sender of a message gets back. Silence is shown by what comes next.</summary>
public sealed class RouteResponseTests
{
    [Theory]
    [Trait("Statement", "31")]
    [Trait("Statement", "32")]
    [Trait("Statement", "38")]
    [InlineData("""{"statusCode":200,"body":"x"}""")]
    [InlineData("""{"statusCode":500}""")]
    [InlineData("""{"statusCode":500,"body":"x","headers":{"a":"b"},"multiValueHeaders":{"a":["b"]},"isBase64Encoded":false}""")]
    [InlineData("""{"statusCode":200,"headers":null,"multiValueHeaders":null,"body":null,"isBase64Encoded":null}""")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"body":"no status"}""")]
    public async Task OneWayRoute_FunctionAnswers_NothingIsSent(string answer) =>
        Assert.Null(await ExchangeAsync(isTwoWay: false, StubLambda.Responded(answer)));

    [Fact]
    [Trait("Statement", "35")]
    public async Task TwoWayRoute_Body_IsSentAsText() =>
        Assert.Equal("pong \"☃\"", await ExchangeAsync(isTwoWay: true, StubLambda.Responded("""{"statusCode":200,"body":"pong \"\u2603\""}""")));

    [Fact]
    [Trait("Statement", "36")]
    public async Task TwoWayRoute_Status500WithBody_IsSentAllTheSame() =>
        Assert.Equal("oops", await ExchangeAsync(isTwoWay: true, StubLambda.Responded("""{"statusCode":500,"body":"oops"}""")));

    [Theory]
    [Trait("Statement", "37")]
    [InlineData("""{"statusCode":200}""")]
    [InlineData("""{"statusCode":200,"body":""}""")]
    [InlineData("""{"statusCode":200,"body":null}""")]
    [InlineData("null")]
    public async Task TwoWayRoute_NoBody_NothingIsSent(string answer) =>
        Assert.Null(await ExchangeAsync(isTwoWay: true, StubLambda.Responded(answer)));

    [Fact]
    public async Task TwoWayRoute_Base64OfText_IsDecoded() =>
        Assert.Equal("pong", await ExchangeAsync(isTwoWay: true, StubLambda.Responded("""{"statusCode":200,"body":"cG9uZw==","isBase64Encoded":true}""")));

    [Theory]
    [InlineData("true", "pong")]
    [InlineData("false", "cG9uZw==")]
    public async Task Answer_WhoseFlagIsAString_IsTakenAtItsWord(string flag, string sent) => Assert.Equal(
        sent, await ExchangeAsync(isTwoWay: true, StubLambda.Responded($$"""{"statusCode":"200","body":"cG9uZw==","isBase64Encoded":"{{flag}}"}""")));

    [Theory]
    [InlineData("""{"statusCode":200,"body":"//8=","isBase64Encoded":true}""")]
    [InlineData("""{"statusCode":200,"body":"not base64","isBase64Encoded":true}""")]
    public async Task TwoWayRoute_Base64OfNoText_IsAnError(string answer) =>
        AssertInternalServerError(await ExchangeAsync(isTwoWay: true, StubLambda.Responded(answer)));

    [Fact]
    public async Task TwoWayRoute_BodyOver128KB_IsAnError() => AssertInternalServerError(
        await ExchangeAsync(isTwoWay: true, StubLambda.Responded($$"""{"statusCode":200,"body":"{{new string('x', (128 * 1024) + 1)}}"}""")));

    [Theory]
    [Trait("Statement", "37")]
    [InlineData("""{"statusCode":200,"Data":"x"}""")]
    [InlineData("""{"statusCode":200,"body":{"a":1}}""")]
    [InlineData("""{"statusCode":"ok"}""")]
    [InlineData("""{"statusCode":200,"headers":"x"}""")]
    [InlineData("""{"statusCode":200,"isBase64Encoded":"no"}""")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("")]
    [InlineData("{} x")]
    public async Task AnyRoute_MalformedAnswer_IsInternalServerError(string answer)
    {
        AssertInternalServerError(await ExchangeAsync(isTwoWay: false, StubLambda.Responded(answer)));
        AssertInternalServerError(await ExchangeAsync(isTwoWay: true, StubLambda.Responded(answer)));
    }

    [Fact]
    [Trait("Statement", "33")]
    public async Task AnyRoute_FunctionFails_IsInternalServerErrorAndStaysConnected() =>
        AssertInternalServerError(await ExchangeAsync(isTwoWay: false, new InvocationOutcome.FunctionFailed("Error", "secret")));

    [Fact]
    public async Task AnyRoute_Throttled_IsInternalServerError() =>
        AssertInternalServerError(await ExchangeAsync(isTwoWay: false, new InvocationOutcome.Throttled()));

    [Fact]
    public async Task AnyRoute_InvokerThrows_IsInternalServerError()
    {
        var lambda = new StubLambda().On("route", (_, _) => throw new NotSupportedException("a bug"));

        AssertInternalServerError(await ExchangeAsync(isTwoWay: false, lambda));
    }

    [Fact]
    public async Task Route_WithoutIntegration_IsInternalServerError()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes().With(new() { RouteKey = "route" }));
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("""{"action":"route"}""");

        AssertInternalServerError(await client.ReadTextAsync());
    }

    private static void AssertInternalServerError(string? frame) => Assert.Matches(
        """^{"message": "Internal server error", "connectionId":"[A-Za-z0-9_-]{15}=", "requestId":"[A-Za-z0-9_-]{15}="}$""", frame);

    private static Task<string?> ExchangeAsync(bool isTwoWay, InvocationOutcome outcome) => ExchangeAsync(isTwoWay, new StubLambda().On("route", outcome));

    /// <summary>The answer to a message, or null when there is none; in either case the connection is open after it.</summary>
    private static async Task<string?> ExchangeAsync(bool isTwoWay, StubLambda lambda)
    {
        var route = isTwoWay ? TestApi.TwoWay("route") : TestApi.Lambda("route");
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect").With(route), lambda, new() { MaxConcurrentMessages = 1 });
        var (client, _) = await gateway.ConnectKnownAsync();
        await using var client1 = client;

        // One place: the second message is not routed before the first is answered.
        await client.SendTextAsync("""{"action":"route"}""");
        await client.SendTextAsync("no route");
        var first = await client.ReadTextAsync();
        if (first.StartsWith("""{"message": "Forbidden", """, StringComparison.Ordinal))
        {
            return null;
        }

        Assert.StartsWith("""{"message": "Forbidden", """, await client.ReadTextAsync(), StringComparison.Ordinal);
        return first;
    }
}
