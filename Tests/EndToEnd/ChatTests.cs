using Chat.Emulator.Host;

namespace Chat.EndToEnd.Tests;

/// <summary>The chat, whole: the CDK app's template, real function processes, a real table, real sockets.</summary>
public sealed class ChatTests(ChatTests.Cloud fixture) : ChatScenarios, IClassFixture<ChatTests.Cloud>
{
    private readonly Uri _url = fixture.Running.Stages.Single().WebSocketUrl;

    protected override Uri Url => _url;

    [Fact]
    public async Task SendMessage_ThreeClients_AllReceiveTheTextAsItIs()
    {
        using var table = new ConnectionsTable(fixture.Running);
        await using var one = await ChatClient.ConnectAsync(_url);
        await using var two = await ChatClient.ConnectAsync(_url);
        await using var three = await ChatClient.ConnectAsync(_url);
        // Those of the test before are still leaving.
        await table.WaitForCountAsync(3, TimeSpan.FromSeconds(10));

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
