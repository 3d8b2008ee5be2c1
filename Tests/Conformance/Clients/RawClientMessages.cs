using System.Text;
using System.Text.Json.Nodes;
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

    /// <summary>The gateway's own frame.</summary>
    public static async Task AssertErrorFrameAsync(this RawClient client, string message, string connectionId)
    {
        var frame = JsonNode.Parse(await client.ReadMessageAsync())!.AsObject();
        Assert.Equal(message, (string?)frame["message"]);
        Assert.Equal(["connectionId", "message", "requestId"], frame.Select(member => member.Key).Order());
        Assert.Equal(connectionId, (string?)frame["connectionId"]);
    }

    /// <summary>Closes as clients do: sends a Close, waits for the server's, which is the result if one came, and ends the socket.</summary>
    public static async Task<RawFrame?> CloseAsync(this RawClient client, int? code = null, string reason = "")
    {
        await client.SendCloseAsync(code, reason);
        RawFrame? frame = null;
        try
        {
            do
            {
                frame = await client.ReadFrameAsync();
            }
            while (frame.Opcode != Opcode.Close);
        }
        catch (IOException)
        {
            // Ended without one.
        }

        await client.DisposeAsync();
        return frame;
    }
}
