using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.EndToEnd.Tests.Rooms;

/// <summary>Somebody in the chat's rooms, by Microsoft's client for .NET.</summary>
internal sealed class Member : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HubConnection _connection;

    // Unbounded: a test says a known number of things.
    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();

    private Member(HubConnection connection)
    {
        _connection = connection;
        connection.On<string, JsonElement>("message", (room, message) => Hear(
            $"{room} {message.GetProperty("sequence")} {message.GetProperty("name").GetString()}: {message.GetProperty("text").GetString()}"));
        connection.On<string, string>("joined", (room, name) => Hear($"{room} joined {name}"));
        connection.On<string, string>("left", (room, name) => Hear($"{room} left {name}"));
        connection.On<string, string>("typing", (room, name) => Hear($"{room} typing {name}"));
    }

    /// <param name="secret">What only this client knows.</param>
    /// <param name="token">What the authorizer looks at.</param>
    public static async Task<Member> ConnectAsync(Uri url, string? name, string? secret = null, string? token = null)
    {
        var query = $"{(url.Query.Length > 0 ? "&" : "?")}hub=chat{(name is null ? "" : $"&name={Uri.EscapeDataString(name)}")}{(secret is null ? "" : $"&client={secret}")}";
        var connection = new HubConnectionBuilder().WithUrl($"{url}{query}", options =>
        {
            options.SkipNegotiation = true;
            options.Transports = HttpTransportType.WebSockets;
            options.AccessTokenProvider = token is null ? null : () => Task.FromResult<string?>(token);
        }).Build();
        var member = new Member(connection);
        using var patience = new CancellationTokenSource(Patience);
        await connection.StartAsync(patience.Token);
        return member;
    }

    public async Task<JsonElement> CallAsync(string method, params object?[] arguments)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _connection.InvokeCoreAsync<JsonElement>(method, arguments, patience.Token);
    }

    public Task<JsonElement> JoinAsync(string room, object? after = null) => CallAsync("Join", room, after);

    public Task<JsonElement> SayAsync(string room, string text) => CallAsync("Send", room, Guid.NewGuid().ToString("N"), text);

    /// <summary>The next thing that was called on it.</summary>
    public async Task<string> HearAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _heard.Reader.ReadAsync(patience.Token);
    }

    public bool HasMore => _heard.Reader.TryPeek(out _);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void Hear(string what) => _heard.Writer.TryWrite(what);
}
