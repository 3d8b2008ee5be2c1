using System.Net.WebSockets;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.SignalR.Tests;

/// <summary>Microsoft's client for .NET, unchanged, against a hub in Lambda: what ASP.NET Core doesn't do, or does otherwise.</summary>
public sealed class DotNetClientTests(Sample sample) : IClassFixture<Sample>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The client looks once a second. Some invocations long, so that a busy machine isn't taken for a dead one.
    private static readonly TimeSpan ServerTimeout = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task StreamingMethod_Streamed_IsRefusedWithASentence()
    {
        await using var client = await ConnectAsync("ada");
        var refusal = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var _ in client.Connection.StreamAsync<int>("Numbers"))
            {
            }
        });
        Assert.Contains("'Numbers' can't be streamed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StreamingMethod_Invoked_IsRefusedAsUnderAspNetCore()
    {
        await using var client = await ConnectAsync("ada");
        await client.CallAsync("Numbers");
        Assert.Contains("attempted to invoke the streaming 'Numbers' method with a non-streaming invocation", client.Answers[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task OrdinaryMethod_Streamed_IsRefusedAsUnderAspNetCore()
    {
        await using var client = await ConnectAsync("ada");
        var refusal = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var _ in client.Connection.StreamAsync<string>("Echo", "text"))
            {
            }
        });
        Assert.Contains("attempted to invoke the non-streaming 'Echo' method with a streaming invocation", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientResult_AskedFor_IsRefusedWithASentence()
    {
        await using var client = await ConnectAsync("ada");
        await client.CallAsync("AskTheCaller");
        Assert.Contains("HubException: 'question' can't be invoked on a client for its result", client.Answers[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_LargerThanAFrame_IsRefusedWithASentence()
    {
        await using var client = await ConnectAsync("ada");
        Assert.Equal(100_000, (await client.InvokeAsync<string>("Large", 100_000)).Length);
        await client.CallAsync("Large", 140_000);
        Assert.Contains("131072 at most", client.Answers[^1], StringComparison.Ordinal);
        await client.CatchUpAsync();
    }

    [Fact]
    public async Task Abort_ByTheHub_EndsTheConnectionAndTellsTheOthers()
    {
        await using var other = await ConnectAsync("other");
        await using var client = await ConnectAsync("aborted");
        await client.CallAsync("Abort");
        await client.Ended.Task.WaitAsync(Patience);
        await WaitForAsync(other, "departed aborted");
    }

    // The client looks once a second whether its server has been silent for too long: that takes its time, and both take it at once.
    [Fact]
    public Task KeepAlive_PingsOnlyOrSendsWithoutAnyAnswer_KeepTheConnection() => Task.WhenAll(PingsOnlyAsync(), SendsOnlyAsync());

    [Fact]
    public async Task AutomaticReconnect_ConnectionDropped_ComesBackAsANewConnection()
    {
        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var client = await HubClient.ConnectAsync(
            sample.Host.UrlFor("returning", "r"), builder => builder.WithAutomaticReconnect([TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)]));
        client.Connection.Reconnected += _ =>
        {
            back.TrySetResult();
            return Task.CompletedTask;
        };
        var before = await client.InvokeAsync<string>("MyConnectionId");

        await client.CallAsync("Abort");
        await back.Task.WaitAsync(Patience);

        Assert.NotEqual(before, await client.InvokeAsync<string>("MyConnectionId"));
    }

    [Fact]
    public async Task Stop_OfEveryClient_LeavesNothingInTheTables()
    {
        await using (var client = await ConnectAsync("brief"))
        {
            await client.CallAsync("Join", "a group");
            await client.Connection.StopAsync();
        }

        using var tables = Tables();
        using var patience = new CancellationTokenSource(Patience);
        while (await CountAsync(tables, "brief") > 0)
        {
            Assert.False(patience.IsCancellationRequested, "the connection left something behind");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    [Fact]
    public async Task MessagePack_InTheHandshake_IsRefusedWithASentence()
    {
        using var socket = await OpenAsync("?hub=sample&name=x&user=y");
        await SendAsync(socket, "{\"protocol\":\"messagepack\",\"version\":1}\u001e");
        var answer = await ReceiveAsync(socket);
        Assert.StartsWith("{\"error\":", answer, StringComparison.Ordinal);
        Assert.Contains("carries text only", answer, StringComparison.Ordinal);
        Assert.EndsWith("\u001e", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frame_WithHandshakeAndCallsTogether_IsAnsweredInOrder()
    {
        using var socket = await OpenAsync("?hub=sample&name=together&user=t");
        await SendAsync(socket, "{\"protocol\":\"json\",\"version\":1}\u001e"
            + "{\"type\":1,\"invocationId\":\"a\",\"target\":\"Echo\",\"arguments\":[\"1\"]}\u001e"
            + "{\"type\":6}\u001e"
            + "{\"type\":1,\"invocationId\":\"b\",\"target\":\"Echo\",\"arguments\":[\"2\"]}\u001e");

        Assert.Equal("{}\u001e", await ReceiveAsync(socket));
        foreach (var answer in (string[])
        [
            "{\"type\":1,\"target\":\"welcome\",\"arguments\":[\"together\"]}\u001e",
            "{\"type\":3,\"invocationId\":\"a\",\"result\":\"1\"}\u001e",
            "{\"type\":6}\u001e",
            "{\"type\":3,\"invocationId\":\"b\",\"result\":\"2\"}\u001e",
        ])
        {
            Assert.Equal(answer, await ReceiveAsync(socket, isNews: text => text.Contains("departed", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("not json\u001e")]
    [InlineData("{\"type\":1,\"target\":")]
    [InlineData("{\"protocol\":\"json\",\"version\":1}\u001e")]
    public async Task Frame_Malformed_IsToldAndTheConnectionEnds(string frame)
    {
        using var socket = await OpenAsync("?hub=sample&name=odd&user=o");
        await SendAsync(socket, "{\"protocol\":\"json\",\"version\":1}\u001e");
        Assert.Equal("{}\u001e", await ReceiveAsync(socket));
        Assert.Contains("welcome", await ReceiveAsync(socket, isNews: text => !text.Contains("welcome", StringComparison.Ordinal)), StringComparison.Ordinal);

        await SendAsync(socket, frame);

        var told = await ReceiveAsync(socket, IsCall);
        Assert.StartsWith("{\"type\":7,\"error\":\"Connection closed with an error.", told, StringComparison.Ordinal);
        Assert.Equal("", await ReceiveAsync(socket, IsCall));
    }

    [Fact]
    public async Task Connect_WithoutTheHubsName_IsRefused()
    {
        using var socket = new ClientWebSocket();
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Url("?hub=other"), CancellationToken.None));
    }

    private static async Task WaitForAsync(HubClient client, string line)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!client.Heard.Contains(line))
        {
            Assert.False(patience.IsCancellationRequested, $"not heard: {line}\n{string.Join('\n', client.Heard)}");
            await client.CatchUpAsync();
        }
    }

    private static async Task<int> CountAsync(AmazonDynamoDBClient tables, string name)
    {
        var count = 0;
        foreach (var table in (await tables.ListTablesAsync()).TableNames)
        {
            var items = (await tables.ScanAsync(new ScanRequest { TableName = table, ConsistentRead = true })).Items;
            count += items.Count(item => item.TryGetValue("query", out var query) && query.S.Contains($"name={name}", StringComparison.Ordinal));
            count += items.Count(item => item.TryGetValue("audience", out var audience) && audience.S == "sample/group/a group");
        }

        return count;
    }

    private AmazonDynamoDBClient Tables() => new(
        new BasicAWSCredentials("test", "test"),
        new AmazonDynamoDBConfig { ServiceURL = sample.Host.Cloud.TableEndpoint!.ToString(), AuthenticationRegion = "us-east-1" });

    private Task<HubClient> ConnectAsync(string name) => HubClient.ConnectAsync(sample.Host.UrlFor(name, name));

    private Uri Url(string query) => new($"{sample.Host.Cloud.Stages.Single().WebSocketUrl}{query}");

    private async Task<ClientWebSocket> OpenAsync(string query)
    {
        var socket = new ClientWebSocket();
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(Url(query), patience.Token);
        return socket;
    }

    private static async Task SendAsync(ClientWebSocket socket, string text) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private static bool IsCall(string text) => text.StartsWith("{\"type\":1,", StringComparison.Ordinal);

    /// <summary>The next text; empty when the other side has closed.</summary>
    /// <param name="isNews">What others cause, who come and go meanwhile, and is passed over.</param>
    private static async Task<string> ReceiveAsync(ClientWebSocket socket, Func<string, bool> isNews)
    {
        var text = await ReceiveAsync(socket);
        while (isNews(text))
        {
            text = await ReceiveAsync(socket);
        }

        return text;
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
        return received.MessageType == WebSocketMessageType.Close ? "" : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private async Task PingsOnlyAsync()
    {
        await using var client = await HubClient.ConnectAsync(sample.Host.UrlFor("pinging", "p"), builder =>
        {
            builder.WithKeepAliveInterval(TimeSpan.FromMilliseconds(200));
            builder.WithServerTimeout(ServerTimeout);
        });
        await Task.Delay(ServerTimeout * 1.7, TimeProvider.System);
        Assert.Equal(HubConnectionState.Connected, client.Connection.State);
        await client.CatchUpAsync();
    }

    private async Task SendsOnlyAsync()
    {
        await using var client = await HubClient.ConnectAsync(sample.Host.UrlFor("sending", "s"), builder =>
        {
            builder.WithKeepAliveInterval(TimeSpan.FromSeconds(30));
            builder.WithServerTimeout(ServerTimeout);
        });
        for (var i = 0; i < 50; i++)
        {
            await client.Connection.SendAsync("Nothing");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }

        Assert.Equal(HubConnectionState.Connected, client.Connection.State);
    }
}
