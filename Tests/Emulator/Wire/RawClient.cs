using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Chat.Emulator.Gateway.Connections;

namespace Chat.Emulator.Tests.Wire;

/// <summary>A WebSocket client that sends whatever frames a test wants, broken ones too, and shows the server's as they are.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    public const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    private readonly Socket _socket;
    private readonly Stream _stream;

    private RawClient(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
    }

    /// <summary>A longer frame than this is a failure of the test.</summary>
    public int LongestFrame { get; set; } = 32 * 1024;

    /// <summary>The server's answer to the handshake.</summary>
    public RawResponse Response { get; private set; } = null!;

    /// <summary>Sends a handshake; the answer may be a refusal.</summary>
    public static async Task<RawClient> HandshakeAsync(int port, string path, params string[] headers)
    {
        var client = await SendHandshakeAsync(port, path, headers);
        await client.ReadResponseAsync();
        return client;
    }

    /// <summary>Sends a handshake and does not wait for its answer.</summary>
    public static Task<RawClient> SendHandshakeAsync(int port, string path, params string[] headers) =>
        RequestAsync(port, $"GET {path} HTTP/1.1", HandshakeHeaders($"127.0.0.1:{port}", headers));

    /// <summary>Sends a handshake with more bytes right behind it, in one piece, and does not wait for its answer.</summary>
    public static Task<RawClient> SendHandshakeAsync(int port, string path, byte[] behind) =>
        RequestAsync(port, $"GET {path} HTTP/1.1", HandshakeHeaders($"127.0.0.1:{port}", []), behind);

    /// <summary>Sends a handshake to wherever the URL says, with TLS for <c>wss</c>, and does not wait for its answer.</summary>
    public static async Task<RawClient> SendHandshakeAsync(Uri url, params string[] headers)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(url.Host, url.Port).Soon();
            stream = new NetworkStream(socket, ownsSocket: true);
            if (url.Scheme == Uri.UriSchemeWss)
            {
                var secure = new SslStream(stream);
                stream = secure;
                await secure.AuthenticateAsClientAsync(url.Host).Soon();
            }

            // A key of its own: a server may tell handshakes apart by it.
            var key = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
            return await RequestAsync(socket, stream, $"GET {url.PathAndQuery} HTTP/1.1", HandshakeHeaders(url.Authority, headers, key), []);
        }
        catch
        {
            stream?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    public static async Task<RawClient> OpenAsync(int port, string path, params string[] headers)
    {
        var client = await HandshakeAsync(port, path, headers);
        Assert.Equal(101, client.Response.Status);
        return client;
    }

    /// <summary>Sends a request as it stands, headers included.</summary>
    public static Task<RawClient> RequestAsync(int port, string requestLine, params string[] headers) => RequestAsync(port, requestLine, headers, []);

    private static async Task<RawClient> RequestAsync(int port, string requestLine, string[] headers, byte[] behind)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return await RequestAsync(socket, new NetworkStream(socket, ownsSocket: true), requestLine, headers, behind);
    }

    private static async Task<RawClient> RequestAsync(Socket socket, Stream stream, string requestLine, string[] headers, byte[] behind)
    {
        var client = new RawClient(socket, stream);
        var head = Encoding.ASCII.GetBytes($"{requestLine}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n");
        await client.SendBytesAsync([.. head, .. behind]);
        return client;
    }

    public async Task<RawResponse> ReadResponseAsync() => Response = await RawResponse.ReadAsync(_stream).Soon();

    public Task SendBytesAsync(byte[] bytes) => _stream.WriteAsync(bytes).AsTask().Soon();

    public Task SendTextAsync(string text) => SendFrameAsync(Opcode.Text, Encoding.UTF8.GetBytes(text));

    public Task SendFrameAsync(Opcode opcode, byte[] payload, bool isFinal = true) =>
        SendBytesAsync(Frame(opcode, payload, isFinal));

    public Task SendCloseAsync(int? code = null, string reason = "")
    {
        byte[] payload = code is null ? [] : [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)];
        return SendFrameAsync(Opcode.Close, payload);
    }

    /// <summary>A masked frame.</summary>
    public static byte[] Frame(Opcode opcode, byte[] payload, bool isFinal = true) =>
        [.. Header((byte)((isFinal ? 0x80 : 0) | (byte)opcode), payload.Length), .. Mask(payload)];

    /// <summary>The header of a masked frame, with whatever first byte and length.</summary>
    public static byte[] Header(byte first, long length)
    {
        byte[] lengthBytes = length switch
        {
            <= 125 => [(byte)(0x80 | length)],
            <= ushort.MaxValue => [0xFE, (byte)(length >> 8), (byte)length],
            _ => [0xFF, 0, 0, 0, 0, 0, 0, 0, 0],
        };
        if (lengthBytes.Length == 9)
        {
            BinaryPrimitives.WriteInt64BigEndian(lengthBytes.AsSpan(1), length);
        }

        return [first, .. lengthBytes, 1, 2, 3, 4];
    }

    public async Task<RawFrame> ReadFrameAsync()
    {
        var header = await ReadBytesAsync(2);
        Assert.Equal(0, header[1] & 0x80);
        var length = header[1] & 0x7F;
        if (length == 126)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(await ReadBytesAsync(2));
        }
        else if (length == 127)
        {
            length = (int)BinaryPrimitives.ReadInt64BigEndian(await ReadBytesAsync(8));
        }

        Assert.InRange(length, 0, LongestFrame);
        return new RawFrame((header[0] & 0x80) != 0, (Opcode)(header[0] & 0x0F), await ReadBytesAsync(length));
    }

    public async Task<string> ReadTextAsync()
    {
        var frame = await ReadFrameAsync();
        Assert.Equal(Opcode.Text, frame.Opcode);
        Assert.True(frame.IsFinal);
        return frame.Text;
    }

    /// <summary>Reads a Close and answers it.</summary>
    public async Task<RawFrame> ReadCloseAsync()
    {
        var frame = await ReadFrameAsync();
        Assert.Equal(Opcode.Close, frame.Opcode);
        await SendFrameAsync(Opcode.Close, frame.Payload);
        return frame;
    }

    /// <summary>True when the server ends the socket without sending anything more.</summary>
    public async Task<bool> ReadEndAsync()
    {
        try
        {
            return await _stream.ReadAsync(new byte[1]).AsTask().Soon() == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Ends the socket with a TCP reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public async ValueTask DisposeAsync() => await _stream.DisposeAsync();

    private static string[] HandshakeHeaders(string host, string[] headers, string key = Key) =>
    [
        .. headers.Any(header => header.StartsWith("Host:", StringComparison.Ordinal)) ? Array.Empty<string>() : [$"Host: {host}"],
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        $"Sec-WebSocket-Key: {key}",
        .. headers,
    ];

    private static byte[] Mask(byte[] payload)
    {
        var masked = new byte[payload.Length];
        for (var i = 0; i < payload.Length; i++)
        {
            masked[i] = (byte)(payload[i] ^ ((i % 4) + 1));
        }

        return masked;
    }

    private async Task<byte[]> ReadBytesAsync(int length)
    {
        var bytes = new byte[length];
        await _stream.ReadExactlyAsync(bytes).AsTask().Soon();
        return bytes;
    }
}
