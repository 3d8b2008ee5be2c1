using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Chat.Benchmarks.Load;

/// <summary>
/// One WebSocket client, as lean as can be, so that it is the server that is measured: a socket, a small buffer, and no allocation per
/// message received. Trusts the server as far as a benchmark may: the accept key isn't checked, nor that text is UTF-8.
/// </summary>
internal sealed class Member : IDisposable
{
    private const int HeaderLimit = 16 * 1024;

    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    private readonly Socket _socket;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly int _number;
    private readonly Func<IReceiver?> _receiver;
    private byte[] _buffer = new byte[2048];
    private int _length;
    private int _messageLength;
    private bool _hasClosed;

    private Member(Socket socket, int number, Func<IReceiver?> receiver)
    {
        _socket = socket;
        _number = number;
        _receiver = receiver;
    }

    /// <summary>Completes when the connection has ended, by whomever.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <param name="source">The address to come from, for more connections than one address has ports. Null: the system's choice.</param>
    public static async Task<Member> ConnectAsync(
        Uri url, int number, Func<IReceiver?> receiver, IPAddress? source, CancellationToken cancellationToken)
    {
        var address = IPAddress.TryParse(url.Host, out var given) ? given : IPAddress.Loopback;
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var member = new Member(socket, number, receiver);
        try
        {
            if (source is not null)
            {
                socket.Bind(new IPEndPoint(source, 0));
            }

            await socket.ConnectAsync(new IPEndPoint(address, url.Port), cancellationToken);
            await member.ShakeHandsAsync(url, cancellationToken);
        }
        catch
        {
            member.Dispose();
            throw;
        }

        member.Ended = member.ReadAsync();
        return member;
    }

    public Task SendTextAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        SendAsync(ClientFrame.Create(ClientFrame.Text, text.Span), cancellationToken);

    /// <summary>Sends the Close; the connection has ended when <see cref="Ended"/> says so.</summary>
    public Task SendCloseAsync(CancellationToken cancellationToken) =>
        SendAsync(ClientFrame.Create(ClientFrame.Close, [0x03, 0xE8]), cancellationToken);

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task SendAsync(byte[] frame, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(frame, SocketFlags.None, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ShakeHandsAsync(Uri url, CancellationToken cancellationToken)
    {
        var key = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        var request = $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request), SocketFlags.None, cancellationToken);
        int end;
        while ((end = _buffer.AsSpan(0, _length).IndexOf(EndOfHead)) < 0)
        {
            if (_length == _buffer.Length && _length < HeaderLimit)
            {
                Array.Resize(ref _buffer, 2 * _length);
            }

            var received = await _socket.ReceiveAsync(_buffer.AsMemory(_length), SocketFlags.None, cancellationToken);
            if (received == 0)
            {
                throw new HandshakeRefusedException("the connection ended");
            }

            _length += received;
        }

        var statusLine = Encoding.ASCII.GetString(_buffer.AsSpan(0, _buffer.AsSpan().IndexOf((byte)'\r')));
        if (!statusLine.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            throw new HandshakeRefusedException(statusLine);
        }

        Drop(end + EndOfHead.Length);
    }

    private async Task ReadAsync()
    {
        try
        {
            // What came along with the handshake's answer.
            var timestamp = Stopwatch.GetTimestamp();
            while (Consume(timestamp))
            {
                var received = await _socket.ReceiveAsync(_buffer.AsMemory(_length), SocketFlags.None);
                timestamp = Stopwatch.GetTimestamp();
                if (received == 0)
                {
                    break;
                }

                _length += received;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The end of a connection, whatever ended it.
        }

        _socket.Dispose();
    }

    /// <summary>Takes every frame that is there whole. False after a Close.</summary>
    private bool Consume(long timestamp)
    {
        var position = _messageLength;
        while (TryReadHeader(_buffer.AsSpan(position, _length - position), out var first, out var header, out var size)
            && _length - position >= header + size)
        {
            var payload = _buffer.AsSpan(position + header, size);
            var opcode = first & 0x0F;
            if (opcode is ClientFrame.Close)
            {
                Answer(ClientFrame.Close, payload);
                return false;
            }

            if (opcode is ClientFrame.Ping or ClientFrame.Pong)
            {
                if (opcode is ClientFrame.Ping)
                {
                    Answer(ClientFrame.Pong, payload);
                }

                Cut(position, header + size);
                continue;
            }

            // A message's fragments are moved together at the start of the buffer.
            Cut(position, header);
            position += size;
            if ((first & 0x80) == 0)
            {
                _messageLength = position;
                continue;
            }

            _receiver()?.OnText(_number, _buffer.AsSpan(0, position), timestamp);
            Drop(position);
            position = 0;
            _messageLength = 0;
        }

        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        return true;
    }

    private void Answer(byte opcode, ReadOnlySpan<byte> payload)
    {
        if (_hasClosed)
        {
            return;
        }

        _hasClosed = opcode == ClientFrame.Close;
        _ = AnswerAsync(ClientFrame.Create(opcode, payload));
    }

    private async Task AnswerAsync(byte[] frame)
    {
        try
        {
            await SendAsync(frame, CancellationToken.None);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The reader finds out too.
        }
    }

    private void Drop(int count) => Cut(0, count);

    private void Cut(int position, int count)
    {
        _buffer.AsSpan(position + count, _length - position - count).CopyTo(_buffer.AsSpan(position));
        _length -= count;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> bytes, out byte first, out int header, out int size)
    {
        first = 0;
        header = 2;
        size = 0;
        if (bytes.Length < 2)
        {
            return false;
        }

        first = bytes[0];
        header = (bytes[1] & 0x7F) switch { 126 => 4, 127 => 10, _ => 2 };
        if (bytes.Length < header)
        {
            return false;
        }

        size = header switch
        {
            4 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            10 => checked((int)BinaryPrimitives.ReadInt64BigEndian(bytes[2..])),
            _ => bytes[1] & 0x7F,
        };
        return true;
    }
}
