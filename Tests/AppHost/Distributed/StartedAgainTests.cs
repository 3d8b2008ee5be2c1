using Chat.EndToEnd.Tests;

namespace Chat.AppHost.Tests.Distributed;

/// <summary>Resources stopped and started by hand, as the dashboard's buttons do it: afterwards the chat works, without another click.</summary>
[Collection(DistributedCollection.Name)]
public sealed class StartedAgainTests(DistributedChat chat)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("restart websocket-tables")]
    [InlineData("restart websocket-api")]
    [InlineData("restart websocket-send")]
    [InlineData("stop websocket-tables", "start websocket-tables")]
    [InlineData("stop websocket-api", "start websocket-api")]
    [InlineData("stop websocket-connect", "stop websocket-send", "start websocket-send", "start websocket-connect")]
    [InlineData("stop websocket-tables", "stop websocket-api", "start websocket-api", "start websocket-tables")]
    [InlineData("stop websocket-api", "stop page", "stop websocket-connect", "start websocket-connect", "start websocket-api", "start page")]
    public async Task Resources_StoppedAndStartedByHand_TheChatWorksAfterwards(params string[] clicks)
    {
        using var limit = new CancellationTokenSource(Limit);
        foreach (var click in clicks.Select(click => click.Split(' ')))
        {
            await chat.ClickAsync(click[1], click[0], limit.Token);
        }

        await chat.WaitUntilStartedAgainAsync(limit.Token);

        await using var one = await ChatClient.ConnectAsync(chat.WebSocketUrl);
        await using var two = await ChatClient.ConnectAsync(chat.WebSocketUrl);
        await one.SayAsync(string.Join(", ", clicks));
        Assert.Equal(string.Join(", ", clicks), await one.ReceiveAsync());
        Assert.Equal(string.Join(", ", clicks), await two.ReceiveAsync());
    }
}
