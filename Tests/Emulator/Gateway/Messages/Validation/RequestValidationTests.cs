using System.Collections.Immutable;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Messages.Validation;

/// <summary>Messages that are held against a route's models.</summary>
public sealed class RequestValidationTests
{
    private static readonly Model Room = new("room", """{"type":"object","required":["room"]}""");
    private static readonly Model Number = new("number", """{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}""");

    [Theory]
    [Trait("Statement", "45")]
    [InlineData("""{"x":1}""")]
    [InlineData("not json")]
    [InlineData("""{"room":1} {}""")]
    [InlineData("")]
    public async Task Message_ModelRefusesIt_SenderIsToldAndTheFunctionIsNotCalled(string text)
    {
        await using var gateway = await TestGateway.StartAsync(With("$default", ("$default", Room)));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        await client.SendTextAsync(text);
        var frame = await client.ReadTextAsync();
        await client.SendTextAsync("""{"room":"b"}""");
        var passed = await gateway.Lambda.NextEventAsync("default");

        Assert.Matches($$"""^{"message": "Bad request body", "connectionId":"{{connectionId}}", "messageId":"[A-Za-z0-9_-]{15}="}$""", frame);
        Assert.Equal("""{"room":"b"}""", (string?)passed["body"]);
        Assert.Equal(2, gateway.Lambda.Invocations);
    }

    [Theory]
    [Trait("Statement", "45")]
    [InlineData("$request.body.type", """{"type":"number","n":1}""", true)]
    [InlineData("$request.body.type", """{"type":"number","n":"1"}""", false)]
    [InlineData("$request.body.type", """{"type":"other","room":1}""", true)]
    [InlineData("$request.body.type", """{"type":"other"}""", false)]
    [InlineData("$request.body.type", """{"room":1}""", true)]
    [InlineData("\\$default", """{"type":"number","room":1}""", true)]
    [InlineData("number", """{"n":1}""", true)]
    [InlineData("number", """{"room":1}""", false)]
    public async Task Message_ExpressionSelectsTheModel_ElseTheDefaultOne(string expression, string text, bool isValid) =>
        Assert.Equal(isValid, await PassesAsync(With(expression, ("number", Number), ("$default", Room)), text));

    [Fact]
    public async Task Message_NoModelIsSelectedAndThereIsNoDefault_IsRefused() =>
        Assert.False(await PassesAsync(With("$request.body.type", ("number", Number)), """{"type":"other"}"""));

    private static async Task<bool> PassesAsync(WebSocketApi api, string text)
    {
        await using var gateway = await TestGateway.StartAsync(api, new StubLambda().Answers("default", """{"body":"passed"}"""));
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync(text);
        return await client.ReadTextAsync() == "passed";
    }

    private static WebSocketApi With(string expression, params (string Key, Model Model)[] models) => TestApi.WithRoutes("$connect").With(
        TestApi.TwoWay("$default") with
        {
            Validation = new RequestValidation(expression, models.ToImmutableDictionary(model => model.Key, model => model.Model)),
        });
}
