namespace Chat.EndToEnd.Tests;

/// <summary>What the chat does for the people in it, wherever it runs: a test class per way to run it derives from this.</summary>
public abstract class ChatScenarios
{
    /// <summary>Where clients of the running chat connect.</summary>
    protected abstract Uri Url { get; }

    [Fact]
    public async Task SendMessage_SeveralClients_AllReceiveTheTextAsItIs()
    {
        await using var one = await ChatClient.ConnectAsync(Url);
        await using var two = await ChatClient.ConnectAsync(Url);
        await using var three = await ChatClient.ConnectAsync(Url);

        await one.SendAsync("""{"action": "sendMessage", "message": "hello from terminal1"}""");

        Assert.Equal("hello from terminal1", await one.ReceiveAsync());
        Assert.Equal("hello from terminal1", await two.ReceiveAsync());
        Assert.Equal("hello from terminal1", await three.ReceiveAsync());

        await one.CloseAsync();
        await two.CloseAsync();
        await three.CloseAsync();
    }

    [Theory]
    [InlineData("日本語 🎉 \u0001 \"quoted\" \\ <b>&amp;</b>")]
    [InlineData("  spaces at both ends  ")]
    [InlineData("{\"action\":\"sendMessage\",\"message\":\"json in json\"}")]
    public async Task SendMessage_UnusualText_ArrivesUnchanged(string text)
    {
        await using var client = await ChatClient.ConnectAsync(Url);
        await client.SayAsync(text);
        Assert.Equal(text, await client.ReceiveAsync());
        await client.CloseAsync();
    }

    [Theory]
    [InlineData("""{"action":"sendMessage"}""")]
    [InlineData("""{"action":"sendMessage","message":""}""")]
    [InlineData("""{"action":"sendMessage","message":42}""")]
    [InlineData("""{"action":"sendMessage","message":null}""")]
    [InlineData("""{"action":"sendMessage","message":["a"]}""")]
    public async Task SendMessage_WithoutText_TellsTheSenderAlone(string frame)
    {
        await using var sender = await ChatClient.ConnectAsync(Url);
        await using var other = await ChatClient.ConnectAsync(Url);

        await sender.SendAsync(frame);
        Assert.Contains("message", await sender.ReceiveAsync(), StringComparison.Ordinal);

        // What the other hears next is the next message: nothing came before it.
        await sender.SayAsync("after");
        Assert.Equal("after", await other.ReceiveAsync());
        Assert.Equal("after", await sender.ReceiveAsync());
        await sender.CloseAsync();
        await other.CloseAsync();
    }

    [Fact]
    public async Task SendMessage_UnknownAction_AnswersForbiddenAndStaysOpen()
    {
        await using var client = await ChatClient.ConnectAsync(Url);
        await client.SendAsync("""{"action":"dance"}""");
        Assert.StartsWith("{\"message\": \"Forbidden\", \"connectionId\":\"", await client.ReceiveAsync(), StringComparison.Ordinal);
        await client.SayAsync("still here");
        Assert.Equal("still here", await client.ReceiveAsync());
        await client.CloseAsync();
    }
}
