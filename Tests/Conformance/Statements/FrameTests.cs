using Chat.Conformance.Tests.Clients;
using Chat.Emulator.Gateway.Connections;

namespace Chat.Conformance.Tests.Statements;

/// <summary>Frames: their kinds and their sizes.</summary>
public sealed class FrameTests
{
    private const int FrameLimit = 32 * 1024;

    [Fact]
    [Trait("Statement", "40")]
    public Task BinaryFrame_Any_Closes1003() => AssertClosesAsync(1003, (Opcode.Binary, 3, true));

    [Fact]
    [Trait("Statement", "41")]
    public Task TextFrame_Over32KB_Closes1009() => AssertClosesAsync(1009, (Opcode.Text, FrameLimit + 1, true));

    [Fact]
    [Trait("Statement", "42")]
    public async Task Message_100KBInFrames_IsOneEventWithTheJoinedBody()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync();
        byte[] payload = [.. Enumerable.Repeat((byte)'x', FrameLimit)];
        await client.SendFrameAsync(Opcode.Text, payload, isFinal: false);
        await client.SendFrameAsync(Opcode.Continuation, payload, isFinal: false);
        await client.SendFrameAsync(Opcode.Continuation, payload, isFinal: false);
        await client.SendFrameAsync(Opcode.Continuation, payload[..4096]);
        Assert.Equal(new string('x', 100 * 1024), (string?)(await conversation.NextEventAsync())["body"]);
        await conversation.AssertNoFunctionRanAsync();
    }

    [Fact]
    [Trait("Statement", "43")]
    public Task Message_FragmentedOver128KB_Closes1009() => AssertClosesAsync(
        1009,
        (Opcode.Text, FrameLimit, false),
        (Opcode.Continuation, FrameLimit, false),
        (Opcode.Continuation, FrameLimit, false),
        (Opcode.Continuation, FrameLimit, false),
        (Opcode.Continuation, 1, true));

    [Fact]
    [Trait("Statement", "44")]
    public async Task Ping_Any_GetsPongWithItsPayloadAndNoFunctionRuns()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync();
        await client.SendFrameAsync(Opcode.Ping, [1, 2, 3]);
        var pong = await client.ReadFrameAsync();
        Assert.Equal(Opcode.Pong, pong.Opcode);
        Assert.Equal([1, 2, 3], pong.Payload);
        await conversation.AssertNoFunctionRanAsync();
    }

    private static async Task AssertClosesAsync(int code, params (Opcode Opcode, int Length, bool IsFinal)[] frames)
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync();
        foreach (var (opcode, length, isFinal) in frames)
        {
            await client.SendFrameAsync(opcode, [.. Enumerable.Repeat((byte)'x', length)], isFinal);
        }

        Assert.Equal(code, (await client.ReadCloseAsync()).CloseCode);
        Assert.Equal(code, (int?)(await conversation.NextEventAsync())["requestContext"]!["disconnectStatusCode"]);
    }
}
