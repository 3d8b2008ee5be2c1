using Chat.Emulator.Tests.Host.Tls;

namespace Chat.Emulator.Tests.Stacks;

public sealed class TutorialTests
{
    [Boto3Fact]
    public async Task Chat_HandlersReturnAnEmptyObject_EverybodyGetsTheMessage()
    {
        await using var stack = await RunningStack.StartAsync(TutorialStack.Template, TutorialStack.Code);
        using var one = await stack.ConnectAsync();
        using var two = await stack.ConnectAsync();

        var own = await RunningStack.AskAsync(one, """{"action": "sendMessage", "message": "hello from terminal1"}""");

        Assert.Equal(("hello from terminal1", "hello from terminal1"), (own, await RunningStack.ReadAsync(two)));
    }
}
