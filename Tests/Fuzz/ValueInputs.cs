using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Chat.Fuzz.Tests;

/// <summary>
/// Handshakes and messages that are right in their form, with values that may be anything: none of them may keep an event from its function. A
/// value that HTTP itself doesn't take may be refused; a client that is let in gets its echo.
/// </summary>
internal sealed class ValueInputs(int port) : IFuzzKind
{
    private static readonly string[] Headers =
    [
        "X-Amzn-Trace-Id", "X-Amzn-Trace-Id", "traceparent", "tracestate", "baggage", "User-Agent", "Cookie", "Origin", "Referer", "Authorization",
        "X-Forwarded-For", "X-Forwarded-Proto", "x-api-key", "Accept-Language", "Sec-WebSocket-Protocol", "X-Any",
    ];

    private static readonly string[] Values =
    [
        "Root=\u00e9", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1", "Root=1-0-0", "Root=\u0001", "\u0001", "\u007f", "\t",
        "\u00e9", "\ud83d\ude00", "\u2028", "\ufeff", "\u0085", "\u00a0", "\"", "\\", "\\ud800", "</script>", "${aws:username}", "{{x}}", "a,b;c=d", "%00%0d%0a", "null",
    ];

    private static readonly string[] Bodies =
    [
        """{"action":"\ud800"}""", """{"action":"\u0000"}""", """{"\udc00":1}""", """{"action":{"a":[1,{"b":null}]} }""", "\u0000", "\u2028\u2029", "\ufeff{}",
        "{\"action\":\"\ud83d\ude00\"}", "\"\\ud83d\"", "[1e400]", "{\"action\":1e400}",
    ];

    public string Name => "values";

    public async Task<int> RunAsync(Random random, CancellationToken cancellationToken)
    {
        var handshake = Handshake(random);
        var body = random.Next(2) == 0 ? Noise.Pick(random, Bodies) : Noise.Json(random);

        // Nothing has no echo.
        body = body.Length == 0 ? "x" : body[..Math.Min(body.Length, 8_000)];
        var text = Encoding.UTF8.GetBytes(body);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(handshake), cancellationToken);
        var status = await ReadStatusAsync(stream, cancellationToken);
        if (status != 101)
        {
            // 502 stands for an answer of the function's that can't be passed on, and this one's always can.
            return status is >= 400 and < 500 ? 1 : throw new InvalidOperationException($"status {status} for {handshake}");
        }

        await stream.WriteAsync(Frame(text), cancellationToken);
        var echo = await ReadFrameAsync(stream, cancellationToken);
        return text.AsSpan().SequenceEqual(echo)
            ? 1
            : throw new InvalidOperationException($"{handshake} sent {body} and got {Encoding.UTF8.GetString(echo)}");
    }

    private static string Handshake(Random random)
    {
        var head = new StringBuilder("GET /demo");
        if (random.Next(2) == 0)
        {
            head.Append('?').Append(Uri.EscapeDataString(Value(random))).Append('=').Append(Uri.EscapeDataString(Value(random)));
            head.Append("&raw=%").Append(random.Next(256).ToString("x2", null));
        }

        head.Append(" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
        head.Append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            head.Append(Noise.Pick(random, Headers)).Append(": ").Append(Value(random)).Append("\r\n");
        }

        return head.Append("\r\n").ToString();
    }

    // In one line, whatever it is: another would be another header.
    private static string Value(Random random)
    {
        var value = (random.Next(3) switch
        {
            0 => Noise.Text(random, 2),
            1 => Noise.Pick(random, Values) + Noise.Pick(random, Values),
            _ => Noise.Pick(random, Values),
        }).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        return value[..Math.Min(value.Length, 1_000)];
    }

    private static byte[] Frame(byte[] text)
    {
        // Masked with zeros, and so as it is.
        var frame = new byte[8 + text.Length];
        frame[0] = 0x81;
        frame[1] = 0x80 | 126;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)text.Length);
        text.CopyTo(frame, 8);
        return text.Length >= 126 ? frame : [0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. text];
    }

    private static async Task<int> ReadStatusAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            head.Add(one[0]);
        }

        return int.Parse(Encoding.ASCII.GetString([.. head]).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<byte[]> ReadFrameAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new byte[2];
        await stream.ReadExactlyAsync(head, cancellationToken);
        var length = (int)head[1];
        if (length == 126)
        {
            await stream.ReadExactlyAsync(head, cancellationToken);
            length = BinaryPrimitives.ReadUInt16BigEndian(head);
        }

        var payload = new byte[length];
        await stream.ReadExactlyAsync(payload, cancellationToken);
        return payload;
    }
}
