using System.Text;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Connections;

/// <summary>Frames and messages that API Gateway closes a connection for, and those it just takes.</summary>
public sealed class FrameLimitTests
{
    private const int FrameLimit = 32 * 1024;

    [Fact]
    [Trait("Statement", "40")]
    public async Task BinaryFrame_HeaderAlone_Closes1003()
    {
        await AssertClosesAsync(1003, RawClient.Header(0x82, 5));
    }

    [Fact]
    [Trait("Statement", "41")]
    public async Task TextFrame_Over32KB_Closes1009FromHeaderAlone()
    {
        await AssertClosesAsync(1009, RawClient.Header(0x81, FrameLimit + 1));
    }

    [Fact]
    [Trait("Statement", "41")]
    public async Task TextFrame_Over32KBWithItsPayload_ClientReadsTheClose()
    {
        await AssertClosesAsync(1009, [.. RawClient.Header(0x81, FrameLimit + 1), .. new byte[FrameLimit + 1]]);
    }

    [Fact]
    public async Task TextFrame_Of32KB_IsAMessage()
    {
        var text = new string('x', FrameLimit);
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$default"));
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync(text);

        Assert.Equal(text, (string?)(await gateway.Lambda.NextEventAsync("default"))["body"]);
    }

    [Theory]
    [Trait("Statement", "42")]
    [InlineData(100 * 1024)]
    [InlineData(128 * 1024)]
    public async Task Message_InFrames_IsOneEventWithTheJoinedBody(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length / 2).Select(i => (char)('A' + (i % 26)) + "\n"));
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$default"));
        await using var client = await gateway.ConnectAsync();

        var chunks = Encoding.UTF8.GetBytes(text).Chunk(FrameLimit).ToArray();
        for (var i = 0; i < chunks.Length; i++)
        {
            await client.SendFrameAsync(i == 0 ? Opcode.Text : Opcode.Continuation, chunks[i], isFinal: i == chunks.Length - 1);
        }

        Assert.Equal(text, (string?)(await gateway.Lambda.NextEventAsync("default"))["body"]);
        Assert.Equal(1, gateway.Lambda.Invocations);
    }

    [Fact]
    [Trait("Statement", "43")]
    public async Task Message_FragmentedOver128KB_Closes1009()
    {
        var frame = new byte[FrameLimit];
        Array.Fill(frame, (byte)'x');
        byte[] more = [.. RawClient.Header(0x00, FrameLimit), .. frame];
        await AssertClosesAsync(1009, [.. RawClient.Header(0x01, FrameLimit), .. frame, .. more, .. more, .. more, .. RawClient.Header(0x80, 1)]);
    }

    [Fact]
    [Trait("Statement", "44")]
    public async Task Ping_GetsPongWithItsPayload_AndNoLambdaRuns()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$default"));
        await using var client = await gateway.ConnectAsync();

        await client.SendFrameAsync(Opcode.Pong, "unasked"u8.ToArray());
        await client.SendFrameAsync(Opcode.Ping, "hello"u8.ToArray());
        var pong = await client.ReadFrameAsync();
        await client.SendFrameAsync(Opcode.Ping, []);
        var empty = await client.ReadFrameAsync();

        Assert.Equal(Opcode.Pong, pong.Opcode);
        Assert.Equal("hello", pong.Text);
        Assert.Equal(Opcode.Pong, empty.Opcode);
        Assert.Empty(empty.Payload);
        Assert.Equal(0, gateway.Lambda.Invocations);
    }

    [Fact]
    public async Task Ping_BetweenFragments_IsAnsweredAndTheMessageGoesOn()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$default"));
        await using var client = await gateway.ConnectAsync();
        var snowman = "☃"u8.ToArray();

        // The fragments' border cuts a character in two, as RFC 6455 allows.
        await client.SendFrameAsync(Opcode.Text, snowman[..1], isFinal: false);
        await client.SendFrameAsync(Opcode.Ping, "p"u8.ToArray());
        Assert.Equal(Opcode.Pong, (await client.ReadFrameAsync()).Opcode);
        await client.SendFrameAsync(Opcode.Continuation, snowman[1..]);

        Assert.Equal("☃", (string?)(await gateway.Lambda.NextEventAsync("default"))["body"]);
    }

    [Fact]
    public async Task Message_OneByteAtATime_Arrives()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$default"));
        await using var client = await gateway.ConnectAsync();
        const string Text = "a message in many small segments";
        byte[] masked = [.. RawClient.Header(0x81, Text.Length), .. Encoding.UTF8.GetBytes(Text).Select((b, i) => (byte)(b ^ ((i % 4) + 1)))];

        foreach (var b in masked)
        {
            await client.SendBytesAsync([b]);
        }

        Assert.Equal(Text, (string?)(await gateway.Lambda.NextEventAsync("default"))["body"]);
    }

    [Theory]
    [InlineData(1007, new byte[] { 0x81, 0x82, 0, 0, 0, 0, 0xC3, 0x28 })]
    [InlineData(1007, new byte[] { 0x01, 0x81, 0, 0, 0, 0, 0xE2, 0x80, 0x81, 0, 0, 0, 0, 0x28 })]
    [InlineData(1007, new byte[] { 0x88, 0x83, 0, 0, 0, 0, 0x03, 0xE8, 0xFF })]
    [InlineData(1002, new byte[] { 0x81, 0x02, (byte)'h', (byte)'i' })] // not masked
    [InlineData(1002, new byte[] { 0xC1, 0x80, 0, 0, 0, 0 })] // RSV1
    [InlineData(1002, new byte[] { 0x83, 0x80, 0, 0, 0, 0 })] // reserved data opcode
    [InlineData(1002, new byte[] { 0x8B, 0x80, 0, 0, 0, 0 })] // reserved control opcode
    [InlineData(1002, new byte[] { 0x09, 0x80, 0, 0, 0, 0 })] // fragmented Ping
    [InlineData(1002, new byte[] { 0x89, 0xFE, 0, 126, 0, 0, 0, 0 })] // Ping of 126 bytes
    [InlineData(1002, new byte[] { 0x80, 0x80, 0, 0, 0, 0 })] // continuation of nothing
    [InlineData(1002, new byte[] { 0x01, 0x80, 0, 0, 0, 0, 0x81, 0x80, 0, 0, 0, 0 })] // new message inside another
    [InlineData(1002, new byte[] { 0x81, 0xFE, 0, 5, 0, 0, 0, 0 })] // length in more bytes than it takes
    [InlineData(1002, new byte[] { 0x88, 0x81, 0, 0, 0, 0, 0x03 })] // Close with one byte
    [InlineData(1002, new byte[] { 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xED })] // Close 1005
    [InlineData(1002, new byte[] { 0x88, 0x82, 0, 0, 0, 0, 0x0B, 0xB7 })] // Close 2999
    public async Task Frame_AgainstTheProtocol_Closes(int code, byte[] bytes) => await AssertClosesAsync(code, bytes);

    private static async Task AssertClosesAsync(int code, byte[] bytes)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$default", "$disconnect"));
        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendBytesAsync(bytes);
            var close = await client.ReadFrameAsync();
            Assert.Equal(Opcode.Close, close.Opcode);
            Assert.Equal(code, close.CloseCode);
            Assert.Equal("", close.CloseReason);
        }

        var disconnect = await gateway.Lambda.NextEventAsync("disconnect");
        Assert.Equal(code, (int?)disconnect["requestContext"]!["disconnectStatusCode"]);
        Assert.Equal("", (string?)disconnect["requestContext"]!["disconnectReason"]);
        Assert.Equal(0, gateway.Lambda.CountWaitingEvents("default"));
    }
}
