using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Chat.Benchmarks.Compare;

/// <summary>
/// A function that does nothing, attached to the emulator from within the measuring process: so it knows when an event reached it and when
/// its answer left, by the client's own clock. Speaks the Runtime API over a bare socket.
/// </summary>
internal sealed class NullFunction : IAsyncDisposable
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    private readonly Socket _socket;
    private readonly byte[] _next;
    private readonly string _root;
    private readonly string _host;
    private readonly byte[] _answer;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _eventAt;
    private long _answeredAt;

    private NullFunction(Socket socket, Uri url, string function, string answerText)
    {
        _socket = socket;
        _root = $"/{function}/2018-06-01/runtime/invocation/";
        _host = url.Authority;
        _answer = Encoding.ASCII.GetBytes($$"""{"statusCode":200,"body":"{{answerText}}"}""");
        _next = Encoding.ASCII.GetBytes($"GET {_root}next HTTP/1.1\r\nHost: {_host}\r\n\r\n");
    }

    /// <summary>When the last event was there whole.</summary>
    public long EventAt => Volatile.Read(ref _eventAt);

    /// <summary>When its answer left.</summary>
    public long AnsweredAt => Volatile.Read(ref _answeredAt);

    public static async Task<NullFunction> AttachAsync(Uri url, string function, string answerText, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, url.Port), cancellationToken);
        var attached = new NullFunction(socket, url, function, answerText);
        attached._running = attached.RunAsync();
        return attached;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await _socket.SendAsync(_next, SocketFlags.None, _stop.Token);
                var head = await ReadAsync();
                Volatile.Write(ref _eventAt, Stopwatch.GetTimestamp());
                var response = Response(Header(head, "Lambda-Runtime-Aws-Request-Id"));
                Volatile.Write(ref _answeredAt, Stopwatch.GetTimestamp());
                await _socket.SendAsync(response, SocketFlags.None, _stop.Token);
                await ReadAsync();
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The emulator or the measurement has ended; the one who waits for an answer finds out.
        }
    }

    private byte[] Response(string requestId)
    {
        var head = $"POST {_root}{requestId}/response HTTP/1.1\r\nHost: {_host}\r\nContent-Type: application/json\r\nContent-Length: {_answer.Length}\r\n\r\n";
        var request = new byte[head.Length + _answer.Length];
        Encoding.ASCII.GetBytes(head, request);
        _answer.CopyTo(request, head.Length);
        return request;
    }

    /// <summary>A whole response, which must say its length; returns its head.</summary>
    private async Task<string> ReadAsync()
    {
        var length = 0;
        var bodyStart = -1;
        var whole = int.MaxValue;
        var head = "";
        while (length < whole)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(length), SocketFlags.None, _stop.Token);
            if (received == 0)
            {
                throw new IOException("The Runtime API ended the connection.");
            }

            length += received;
            if (bodyStart < 0 && _buffer.AsSpan(0, length).IndexOf(EndOfHead) is >= 0 and var end)
            {
                bodyStart = end + EndOfHead.Length;
                head = Encoding.ASCII.GetString(_buffer, 0, end + 2);
                whole = bodyStart + int.Parse(Header(head, "Content-Length"), System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        return head;
    }

    private static string Header(string head, string name)
    {
        var start = head.IndexOf($"\n{name}: ", StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            throw new IOException($"The Runtime API's answer has no {name}:\n{head}");
        }

        start += name.Length + 3;
        return head[start..head.IndexOf('\r', start)];
    }
}
