using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.EndToEnd.Tests.Rooms;

/// <summary>
/// A client that loses nothing: it comes back by itself, asks for what it missed, shows each message once in its place, and sends what it has no answer for again,
/// by the same id. The page's rules, by Microsoft's client for .NET.
/// </summary>
internal sealed class PersistentMember : IAsyncDisposable
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<(long Epoch, long Sequence), string> _messages = [];
    private readonly HubConnection _connection;
    private readonly string _room;

    public PersistentMember(Uri url, string name, string room)
    {
        _room = room;
        _connection = new HubConnectionBuilder().WithUrl($"{url}?hub=chat&name={name}&client=secret-of-{name}", options =>
        {
            options.SkipNegotiation = true;
            options.Transports = HttpTransportType.WebSockets;
        }).WithAutomaticReconnect(new Always()).Build();
        _connection.On<string, JsonElement>("message", (_, message) => Take(message));
        _connection.Reconnected += _ =>
        {
            Interlocked.Increment(ref _comebacks);
            return Task.CompletedTask;
        };
    }

    private int _comebacks;

    public int Comebacks => _comebacks;

    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (_gate)
            {
                return [.. _messages.Values];
            }
        }
    }

    public async Task JoinAsync(CancellationToken patience)
    {
        await StartAsync(patience);
        await RepeatAsync(
            async limit =>
            {
                bool hasMore;
                do
                {
                    var joined = await _connection.InvokeAsync<JsonElement>("Join", _room, Last(), limit);
                    Assert.False(joined.GetProperty("hasGap").GetBoolean(), "the room has lost something");
                    foreach (var message in joined.GetProperty("messages").EnumerateArray())
                    {
                        Take(message);
                    }

                    hasMore = joined.GetProperty("hasMore").GetBoolean();
                }
                while (hasMore);
            },
            patience);
    }

    public async Task SayAsync(string text, CancellationToken patience)
    {
        var id = Guid.NewGuid().ToString("N");
        await RepeatAsync(limit => _connection.InvokeAsync("Send", _room, id, text, limit), patience);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task StartAsync(CancellationToken patience)
    {
        while (_connection.State == HubConnectionState.Disconnected)
        {
            patience.ThrowIfCancellationRequested();
            try
            {
                await _connection.StartAsync(patience);
            }
            catch (Exception e) when (e is not OperationCanceledException || !patience.IsCancellationRequested)
            {
                // The handshake was struck: again.
            }
        }
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> call, CancellationToken patience)
    {
        for (; ; )
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience);
            limit.CancelAfter(CallLimit);
            try
            {
                await call(limit.Token);
                return;
            }
            catch (Exception e) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience);
                if (e is HubException && e.Message.Contains("first.", StringComparison.Ordinal))
                {
                    // Back on another connection, which has to enter the room anew.
                    await _connection.InvokeAsync<JsonElement>("Join", _room, Last(), limit.Token).ContinueWith(_ => { }, patience, TaskContinuationOptions.None, TaskScheduler.Default);
                }

                await StartAsync(patience);
            }
        }
    }

    private object? Last()
    {
        lock (_gate)
        {
            return _messages.Count == 0 ? null : new { epoch = _messages.Keys.Last().Epoch, sequence = ContiguousEnd() };
        }
    }

    // Asking from the last one without a gap before it brings whatever is missing.
    private long ContiguousEnd()
    {
        var end = _messages.Keys.First().Sequence;
        while (_messages.ContainsKey((_messages.Keys.Last().Epoch, end + 1)))
        {
            end++;
        }

        return end;
    }

    private void Take(JsonElement message)
    {
        lock (_gate)
        {
            _messages.TryAdd(
                (message.GetProperty("epoch").GetInt64(), message.GetProperty("sequence").GetInt64()),
                $"{message.GetProperty("name").GetString()}: {message.GetProperty("text").GetString()}");
        }
    }

    private sealed class Always : IRetryPolicy
    {
        public TimeSpan? NextRetryDelay(RetryContext retryContext) => TimeSpan.FromMilliseconds(50);
    }
}
