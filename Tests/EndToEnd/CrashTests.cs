using Chat.Emulator.Host;

namespace Chat.EndToEnd.Tests;

/// <summary>A function's process that dies in the middle of an event costs that event, and no more.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task Function_KilledInTheMiddleOfAnEvent_TheSenderIsToldAndTheNextMessageWorks()
    {
        var script = Path.Combine(Repository.Root, "Tests/EndToEnd/Functions/crash.mjs");
        // The script signs nothing.
        var options = Repository.Chat with { Iam = false, Run = Repository.Chat.Run.SetItem("websocket-send", $"node \"{script}\"") };
        await using var cloud = await LocalCloud.StartAsync(options, CancellationToken.None);
        await using var client = await ChatClient.ConnectAsync(cloud.Stages.Single().WebSocketUrl);

        await client.SayAsync("one");
        Assert.Equal("one", await client.ReceiveAsync());

        await client.SayAsync("crash");
        Assert.StartsWith("{\"message\": \"Internal server error\", \"connectionId\":\"", await client.ReceiveAsync(), StringComparison.Ordinal);

        await client.SayAsync("two");
        Assert.Equal("two", await client.ReceiveAsync());
        await client.CloseAsync();
    }
}
