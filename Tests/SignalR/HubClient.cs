using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.SignalR.Tests;

/// <summary>Microsoft's client for .NET, which writes down all that it hears.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _heard = new();
    private readonly ConcurrentQueue<string> _answers = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _marks = new();
    private int _lastMark;

    private HubClient(HubConnection connection)
    {
        Connection = connection;
        Listen<string>("welcome");
        Listen<string>("arrived");
        Listen<string>("departed");
        Listen<string, string>("said");
        Listen<int>("hasty");
        connection.On<JsonElement, JsonElement, JsonElement>("noted", (note, number, none) => Write($"noted {note} {number} {none}"));
        connection.On("question", () => 42);
        connection.On<int>("marked", number => _marks[number].SetResult());
        connection.Closed += e =>
        {
            Write(e is null ? "closed" : $"closed: {e.Message}");
            Ended.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public HubConnection Connection { get; }

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was called on it, in order.</summary>
    public IReadOnlyList<string> Heard => [.. _heard];

    /// <summary>How its own calls ended, in order. The client hands answers and calls out side by side, so that there is no order between the two.</summary>
    public IReadOnlyList<string> Answers => [.. _answers];

    public static async Task<HubClient> ConnectAsync(Uri url, Action<IHubConnectionBuilder>? configure = null)
    {
        var builder = new HubConnectionBuilder().WithUrl(url, options =>
        {
            options.SkipNegotiation = true;
            options.Transports = HttpTransportType.WebSockets;
        });
        configure?.Invoke(builder);
        var client = new HubClient(builder.Build());
        using var timeout = new CancellationTokenSource(Patience);
        await client.Connection.StartAsync(timeout.Token);
        return client;
    }

    /// <summary>Calls a method, and writes down what it answers.</summary>
    public async Task CallAsync(string method, params object?[] arguments)
    {
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            var result = await Connection.InvokeCoreAsync<JsonElement?>(method, arguments, timeout.Token);
            _answers.Enqueue($"{method} = {result?.ToString() ?? "null"}");
        }
        catch (Exception e) when (!timeout.IsCancellationRequested)
        {
            _answers.Enqueue($"{method} failed: {e.Message}");
        }
    }

    public async Task<T> InvokeAsync<T>(string method, params object?[] arguments)
    {
        using var timeout = new CancellationTokenSource(Patience);
        return await Connection.InvokeCoreAsync<T>(method, arguments, timeout.Token);
    }

    /// <summary>All that was called on it before has been heard after this: a connection's frames keep their order.</summary>
    public async Task CatchUpAsync()
    {
        var number = Interlocked.Increment(ref _lastMark);
        var mark = _marks[number] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await InvokeAsync<object?>("Mark", number);
        await mark.Task.WaitAsync(Patience);
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private void Listen<T>(string method) => Connection.On<T>(method, value => Write($"{method} {value}"));

    private void Listen<T1, T2>(string method) => Connection.On<T1, T2>(method, (one, two) => Write($"{method} {one} {two}"));

    private void Write(string line) => _heard.Enqueue(line);
}
