using System.Text;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Tests.Wire;

namespace Chat.Conformance.Tests.Clients;

/// <summary>What clients read in one piece.</summary>
internal static class RawClientMessages
{
    /// <summary>A text with all its frames.</summary>
    public static async Task<string> ReadMessageAsync(this RawClient client)
    {
        var frame = await client.ReadFrameAsync();
        Assert.Equal(Opcode.Text, frame.Opcode);
        byte[] all = frame.Payload;
        while (!frame.IsFinal)
        {
            frame = await client.ReadFrameAsync();
            Assert.Equal(Opcode.Continuation, frame.Opcode);
            all = [.. all, .. frame.Payload];
        }

        return Encoding.UTF8.GetString(all);
    }

    /// <summary>The gateway's own frame, to the byte: its spacing is irregular on AWS too.</summary>
    public static async Task AssertErrorFrameAsync(this RawClient client, string message, string connectionId) => Assert.Matches(
        $$"""^\{"message": "{{message}}", "connectionId":"{{connectionId}}", "requestId":"[A-Za-z0-9_-]{15}="\}$""",
        await client.ReadMessageAsync());
}
