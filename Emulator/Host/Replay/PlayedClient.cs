using System.Net.WebSockets;
using System.Text;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Options;

namespace Chat.Emulator.Host.Replay;

/// <summary>A client of a replay. It reads what comes, so that it is no slow one; what it is sent is heard at the gateway.</summary>
internal sealed class PlayedClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task<bool> _opening;
    private readonly Task _reading;

    /// <param name="headers">Those of the handshake that aren't made for each anew.</param>
    public PlayedClient(Uri url, IEnumerable<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
        {
            if (name.Equals("Sec-WebSocket-Protocol", StringComparison.OrdinalIgnoreCase))
            {
                foreach (var subprotocol in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                {
                    _socket.Options.AddSubProtocol(subprotocol);
                }
            }
            else
            {
                _socket.Options.SetRequestHeader(name, value);
            }
        }

        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
        _opening = OpenAsync(url);
        _reading = ReadAsync();
    }

    /// <summary>True once it is open; false when it was refused.</summary>
    public Task<bool> Opening => _opening;

    /// <summary>False when the connection is gone.</summary>
    public async Task<bool> SendAsync(string text, CancellationToken cancellationToken) =>
        await SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, cancellationToken);

    /// <summary>Does what the gateway closes a connection for with that code. False when that can't be done by a client that keeps to the protocol.</summary>
    public async Task<bool> ProvokeAsync(int code, CancellationToken cancellationToken) => code switch
    {
        1003 => await SendAsync([0], WebSocketMessageType.Binary, cancellationToken),
        1007 => await SendAsync([0xFF], WebSocketMessageType.Text, cancellationToken),
        1009 => await SendAsync(new byte[Quotas.MaxMessageBytes + 1], WebSocketMessageType.Text, cancellationToken),
        _ => false,
    };

    /// <param name="code">1006: without a word.</param>
    public async Task CloseAsync(int code, string reason, CancellationToken cancellationToken)
    {
        try
        {
            if (code == CloseReason.Dropped.Code)
            {
                _socket.Abort();
            }
            else
            {
                await _socket.CloseOutputAsync(
                    code == CloseReason.NoStatus ? WebSocketCloseStatus.Empty : (WebSocketCloseStatus)code, code == CloseReason.NoStatus ? null : reason, cancellationToken);
            }
        }
        catch (Exception e) when (e is WebSocketException or ArgumentException or InvalidOperationException)
        {
            // It is gone already, or has a code that no client may send.
            _socket.Abort();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _reading;
        _socket.Dispose();
        _ending.Dispose();
    }

    private async Task<bool> SendAsync(byte[] payload, WebSocketMessageType type, CancellationToken cancellationToken)
    {
        try
        {
            await _socket.SendAsync(payload, type, endOfMessage: true, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException or IOException)
        {
            return false;
        }
    }

    private async Task<bool> OpenAsync(Uri url)
    {
        try
        {
            await _socket.ConnectAsync(url, _ending.Token);
            return true;
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ReadAsync()
    {
        if (!await _opening)
        {
            return;
        }

        var buffer = new byte[16 * 1024];
        try
        {
            while (_socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(), _ending.Token);
                if (received.MessageType == WebSocketMessageType.Close && _socket.State == WebSocketState.CloseReceived)
                {
                    await _socket.CloseOutputAsync(_socket.CloseStatus ?? WebSocketCloseStatus.Empty, _socket.CloseStatusDescription, _ending.Token);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException or ArgumentException)
        {
            _socket.Abort();
        }
    }
}
