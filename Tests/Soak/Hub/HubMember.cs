using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.Soak.Tests.Hub;

/// <summary>Somebody in a room of the chat, by Microsoft's client for .NET. Whatever fails is tried again, as any client would.</summary>
internal sealed class HubMember : IAsyncDisposable
{
    // Far above what a busy machine needs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);

    private readonly HubLedger _ledger;
    private readonly TimeProvider _time;
    private readonly HubConnection _connection;
    private ClientWebSocket? _socket;
    private TaskCompletionSource _isBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile RoomView _view;
    private bool _isLeaving;

    public HubMember(Uri url, string name, string room, HubLedger ledger, TimeProvider time)
    {
        Name = name;
        _ledger = ledger;
        _time = time;
        _view = new RoomView(name, room, ledger, time);
        _connection = Build(url);
        _connection.On<string, HeardMessage>("message", (spokenIn, message) =>
        {
            if (_view is var view && view.Room == spokenIn)
            {
                view.Take(message, wasHeard: true);
            }
        });
        _connection.Reconnected += _ => ReturnAsync();
        _connection.Closed += e =>
        {
            if (!_isLeaving)
            {
                _ledger.Wrong($"{Name}'s connection was closed for good: {e?.Message}");
            }

            return Task.CompletedTask;
        };
    }

    public string Name { get; }

    public string Room => _view.Room;

    public async Task EnterAsync()
    {
        await ConnectAsync();
        _view.Begin(await CallAsync<JoinAnswer>("Join", _view.Room, null));
    }

    /// <summary>Says something, by an id of its own: repeated it is still one message.</summary>
    public async Task SayAsync(string id)
    {
        var room = _view.Room;
        _ledger.Committed(Name, room, id, await CallAsync<HeardPosition>("Send", room, id, $"{id} of {Name}"));
    }

    /// <summary>Asks for what is missing, where something is.</summary>
    public Task FillAsync(TimeSpan patience) => _view.IsBehind(patience) ? CatchUpAsync(wasThere: true) : Task.CompletedTask;

    /// <summary>Asks who is there and how far the room is, and for what it lacks.</summary>
    public async Task<WhoAnswer> CompareAsync()
    {
        var who = await CallAsync<WhoAnswer>("Who", _view.Room);
        if ((who.Last?.Sequence ?? 0) > (_view.Last?.Sequence ?? 0))
        {
            await CatchUpAsync(wasThere: true);
        }

        var last = _view.Last?.Sequence ?? 0;
        if (last < _ledger.LastOf(Room))
        {
            _ledger.Wrong($"{Name} has {Room} to place {last}, and it has {_ledger.LastOf(Room)}");
        }

        return who;
    }

    /// <summary>Leaves the room, and comes back to it.</summary>
    public async Task LeaveAndReturnAsync(TimeSpan away)
    {
        await CallAsync<JsonElement?>("Leave", _view.Room);
        await Task.Delay(away, _time);
        await CatchUpAsync();
    }

    /// <summary>Leaves the room for another one, where its part begins anew.</summary>
    public async Task MoveAsync(string room)
    {
        await CallAsync<JsonElement?>("Leave", _view.Room);
        _view = new RoomView(Name, room, _ledger, _time);
        _view.Begin(await CallAsync<JoinAnswer>("Join", room, null));
    }

    /// <summary>Ends its connection, and comes back by another.</summary>
    public async Task GoAndReturnAsync(TimeSpan away)
    {
        _isLeaving = true;
        await _connection.StopAsync();
        await Task.Delay(away, _time);
        _isLeaving = false;
        await ConnectAsync();
        await CatchUpAsync();
    }

    /// <summary>The connection is cut, as by a laptop's lid; the client's automatic reconnect brings it back.</summary>
    public async Task BeCutAsync()
    {
        _isBack = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _socket?.Abort();
        try
        {
            await _isBack.Task.WaitAsync(Patience, _time);
        }
        catch (TimeoutException)
        {
            _ledger.Wrong($"{Name} was not back {Patience.TotalSeconds} s after its connection was cut");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isLeaving = true;
        await _connection.DisposeAsync();
    }

    private HubConnection Build(Uri url)
    {
        // Its secret takes its name over from the connection that it lost.
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri($"{url}?hub=chat&name={Name}&client={Guid.NewGuid():N}"), options =>
            {
                options.SkipNegotiation = true;
                options.Transports = HttpTransportType.WebSockets;
                options.WebSocketFactory = async (context, cancellationToken) =>
                {
                    var socket = new ClientWebSocket();
                    await socket.ConnectAsync(context.Uri, cancellationToken);
                    return _socket = socket;
                };
            })
            .WithAutomaticReconnect([TimeSpan.Zero, .. Enumerable.Repeat(BetweenAttempts, 60)])
            .WithKeepAliveInterval(TimeSpan.FromMinutes(5))
            .WithServerTimeout(TimeSpan.FromMinutes(11))
            .Build();
        connection.HandshakeTimeout = Patience;
        return connection;
    }

    private async Task ConnectAsync()
    {
        while (true)
        {
            try
            {
                using var limit = new CancellationTokenSource(Patience, _time);
                await _connection.StartAsync(limit.Token);
                return;
            }
            catch (Exception e) when (e is not InvalidOperationException)
            {
                _ledger.Repeats($"{Name} could not connect: {e.Message}");
                await Task.Delay(BetweenAttempts, _time);
            }
        }
    }

    private async Task ReturnAsync()
    {
        await CatchUpAsync();
        _isBack.TrySetResult();
    }

    // Again and again while there is more, from the last message that it has.
    private async Task CatchUpAsync(bool wasThere = false)
    {
        var view = _view;
        JoinAnswer answer;
        do
        {
            answer = await CallAsync<JoinAnswer>("Join", view.Room, view.Last);
            if (answer.HasGap)
            {
                _ledger.Wrong($"{Name} was told that what came after {view.Last?.Sequence} of {view.Room} is gone");
            }

            foreach (var message in answer.Messages)
            {
                view.Take(message, wasHeard: false, wasThere);
            }
        }
        while (answer.HasMore);
    }

    private async Task<T> CallAsync<T>(string method, params object?[] arguments)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            try
            {
                using var limit = new CancellationTokenSource(Patience, _time);
                return await _connection.InvokeCoreAsync<T>(method, arguments, limit.Token);
            }
            catch (Exception e) when (e is HubException or InvalidOperationException or WebSocketException or IOException or OperationCanceledException)
            {
                // Cut on the way, or not yet back in the room.
                _ledger.Repeats($"{Name}: {method} failed: {e.Message}");
                if (_time.GetElapsedTime(started) > 3 * Patience)
                {
                    _ledger.Wrong($"{Name}: {method} failed for {3 * Patience.TotalSeconds} s: {e.Message}");
                    throw;
                }

                await Task.Delay(BetweenAttempts, _time);
            }
        }
    }
}
