using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Chat.Soak.Tests;

/// <summary>Somebody in the chat: one connection, one message of its own at a time.</summary>
internal sealed class Member(string name, Ledger ledger) : IDisposable
{
    // Far above what a stopped function costs, and above the 29 s after which API Gateway gives up.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private Task _reading = Task.CompletedTask;
    private volatile Waiting? _waiting;

    /// <summary>False when the handshake was refused, as it is when the function is killed that it needs.</summary>
    public async Task<bool> JoinAsync(Uri url)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await _socket.ConnectAsync(url, limit.Token);
        }
        catch (WebSocketException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            ledger.Stuck($"{name}'s handshake had no answer within {Patience.TotalSeconds} s");
            return false;
        }

        ledger.Joined(this);
        _reading = ReadAsync();
        return true;
    }

    /// <summary>Returns when its own copy of the message is back, or it was told that the message failed.</summary>
    public async Task SayAsync(string text)
    {
        var waiting = _waiting = new Waiting(text);
        ledger.Sending(this, text);
        try
        {
            await _socket.SendAsync(
                Encoding.UTF8.GetBytes($$"""{"action":"sendMessage","message":"{{text}}"}"""), WebSocketMessageType.Text, true, CancellationToken.None);
            await waiting.Answered.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            ledger.Stuck($"{name} heard nothing of its message {text} within {Patience.TotalSeconds} s");
        }
        catch (WebSocketException e)
        {
            ledger.Stuck($"{name}'s connection was lost: {e.Message}");
        }
    }

    /// <param name="isOrderly">False: the connection is cut, as by a laptop's lid.</param>
    public async Task LeaveAsync(bool isOrderly)
    {
        ledger.Leaving(this);
        try
        {
            if (isOrderly && _socket.State == WebSocketState.Open)
            {
                using var limit = new CancellationTokenSource(Patience);
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
                await _reading.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            ledger.Stuck($"{name}'s Close had no answer within {Patience.TotalSeconds} s");
        }
        catch (WebSocketException e)
        {
            ledger.Stuck($"{name} could not leave: {e.Message}");
        }
        finally
        {
            _socket.Abort();
        }

        await _reading;
    }

    public void Dispose() => _socket.Dispose();

    public override string ToString() => name;

    private async Task ReadAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (_socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Text)
                {
                    Take(Encoding.UTF8.GetString(buffer, 0, received.Count));
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut by this side; or by the other, and then whatever is missing shows.
        }
    }

    private void Take(string text)
    {
        // {"message": "Internal server error", "connectionId":"…", "requestId":"…"}, or the function's {"error":"…"}.
        if (text.StartsWith('{'))
        {
            using var json = JsonDocument.Parse(text);
            ledger.Error(this, json.RootElement.TryGetProperty("connectionId", out var id) ? id.GetString() : null);
            _waiting?.Answered.TrySetResult();
            return;
        }

        ledger.Received(this, text);
        if (_waiting is { } waiting && waiting.Text == text)
        {
            waiting.Answered.TrySetResult();
        }
    }

    private sealed record Waiting(string Text)
    {
        public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
