using Chat.Emulator;

namespace Chat.EndToEnd.Tests;

/// <summary>The chat, whole: the CDK app's template, real function processes, a real table, real sockets.</summary>
public sealed class ChatTests(ChatTests.Cloud fixture) : IClassFixture<ChatTests.Cloud>
{
    private readonly Uri _url = fixture.Running.Stages.Single().WebSocketUrl;

    [Fact]
    public async Task SendMessage_ThreeClients_AllReceiveTheTextAsItIs()
    {
        using var table = new ConnectionsTable(fixture.Running);
        await using var one = await ChatClient.ConnectAsync(_url);
        await using var two = await ChatClient.ConnectAsync(_url);
        await using var three = await ChatClient.ConnectAsync(_url);
        Assert.Equal(3, (await table.ConnectionIdsAsync()).Count);

        await one.SendAsync("""{"action": "sendMessage", "message": "hello from terminal1"}""");

        Assert.Equal("hello from terminal1", await one.ReceiveAsync());
        Assert.Equal("hello from terminal1", await two.ReceiveAsync());
        Assert.Equal("hello from terminal1", await three.ReceiveAsync());

        await one.CloseAsync();
        await two.CloseAsync();
        await three.CloseAsync();
        await table.WaitForCountAsync(0, TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("日本語 🎉 \u0001 \"quoted\" \\ <b>&amp;</b>")]
    [InlineData("  spaces at both ends  ")]
    [InlineData("{\"action\":\"sendMessage\",\"message\":\"json in json\"}")]
    public async Task SendMessage_UnusualText_ArrivesUnchanged(string text)
    {
        await using var client = await ChatClient.ConnectAsync(_url);
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
        await using var sender = await ChatClient.ConnectAsync(_url);
        await using var other = await ChatClient.ConnectAsync(_url);

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
        await using var client = await ChatClient.ConnectAsync(_url);
        await client.SendAsync("""{"action":"dance"}""");
        Assert.StartsWith("{\"message\": \"Forbidden\", \"connectionId\":\"", await client.ReceiveAsync(), StringComparison.Ordinal);
        await client.SayAsync("still here");
        Assert.Equal("still here", await client.ReceiveAsync());
        await client.CloseAsync();
    }

    [Theory]
    [InlineData("AAAAAAAAAAAAAAA=")]
    [InlineData("not a connection id")]
    public async Task SendMessage_RowOfAConnectionThatIsGone_ReachesEverybodyAndDeletesTheRow(string stale)
    {
        using var table = new ConnectionsTable(fixture.Running);
        await using var one = await ChatClient.ConnectAsync(_url);
        await using var two = await ChatClient.ConnectAsync(_url);
        await table.PutAsync(stale);
        Assert.Contains(stale, await table.ConnectionIdsAsync());

        await one.SayAsync("anybody there?");

        Assert.Equal("anybody there?", await one.ReceiveAsync());
        Assert.Equal("anybody there?", await two.ReceiveAsync());
        await table.WaitForCountAsync(2, TimeSpan.FromSeconds(10));
        Assert.DoesNotContain(stale, await table.ConnectionIdsAsync());

        await one.CloseAsync();
        await two.CloseAsync();
        await table.WaitForCountAsync(0, TimeSpan.FromSeconds(10));
    }

    /// <summary>One cloud for the class; its tests run one after the other and each leaves an empty table.</summary>
    public sealed class Cloud : IAsyncLifetime
    {
        private LocalCloud? _running;

        public LocalCloud Running => _running!;

        public async Task InitializeAsync() => _running = await LocalCloud.StartAsync(Repository.Chat, CancellationToken.None);

        public Task DisposeAsync() => _running is null ? Task.CompletedTask : _running.DisposeAsync().AsTask();
    }
}
