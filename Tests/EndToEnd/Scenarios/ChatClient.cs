using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Chat.EndToEnd.Tests;

/// <summary>Somebody in the chat: a WebSocket of .NET's own that keeps every text it gets.</summary>
internal sealed class ChatClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    // Unbounded: a test sends a known number of messages, and none may be lost here.
    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();
    private Task _reading = Task.CompletedTask;

    public static async Task<ChatClient> ConnectAsync(Uri url)
    {
        var client = new ChatClient();
        using var timeout = new CancellationTokenSource(Patience);
        await client._socket.ConnectAsync(url, timeout.Token);
        client._reading = client.ReadAsync();
        return client;
    }

    public Task SayAsync(string message) => SendAsync(JsonSerializer.Serialize(new { action = "sendMessage", message }));

    public Task SendAsync(string text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>The next text, or a timeout that fails the test.</summary>
    public async Task<string> ReceiveAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        return await _received.Reader.ReadAsync(timeout.Token);
    }

    /// <summary>True when a text is there that nobody received yet.</summary>
    public bool HasMore => _received.Reader.TryPeek(out _);

    public async Task CloseAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
        await _reading.WaitAsync(timeout.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _reading;
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[128 * 1024];
        try
        {
            while (_socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                var length = 0;
                ValueWebSocketReceiveResult result;
                do
                {
                    result = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += result.Count;
                }
                while (!result.EndOfMessage);

                if (result.MessageType == WebSocketMessageType.Text)
                {
                    _received.Writer.TryWrite(Encoding.UTF8.GetString(buffer, 0, length));
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other side is gone, or the test is over: what was received stays readable.
        }
        finally
        {
            _received.Writer.TryComplete();
        }
    }
}
