using System.Text.Json.Nodes;
using Chat.Conformance.Tests.Target;
using Chat.Emulator.Tests.Wire;

namespace Chat.Conformance.Tests.Clients;

/// <summary>
/// A test's clients, and the watcher: a connection to which the functions post what they were given, so that a test sees events as they
/// come and never has to look whether one has.
/// </summary>
internal sealed class Conversation : IAsyncDisposable
{
    private const string Fence = """{"action":"answer","watcher":null,"returns":{"statusCode":200,"body":"fence"}}""";

    // Statement 64 says how long frames may be; the other tests take what comes.
    private const int LongestFrame = 1024 * 1024;

    private readonly Deployment _deployment;
    private readonly RawClient _watcher;
    private readonly List<RawClient> _clients = [];

    private Conversation(Deployment deployment, RawClient watcher, string watcherId)
    {
        _deployment = deployment;
        _watcher = watcher;
        WatcherId = watcherId;
    }

    public string WatcherId { get; }

    public static async Task<Conversation> StartAsync()
    {
        var deployment = await Deployment.GetAsync();
        var watcher = await RawClient.SendHandshakeAsync(deployment["main"].Url);
        watcher.LongestFrame = LongestFrame;
        Assert.Equal(101, (await watcher.ReadResponseAsync()).Status);
        await watcher.SendTextAsync("""{"action":"answer"}""");
        var @event = JsonNode.Parse(await watcher.ReadMessageAsync())!;
        return new Conversation(deployment, watcher, (string)@event["requestContext"]!["connectionId"]!);
    }

    /// <summary>Sends a handshake, and does not wait for its answer.</summary>
    /// <param name="api">The name of the API, which is its stage's too.</param>
    /// <param name="order">What the functions are to do: see <c>template.yaml</c>.</param>
    /// <param name="query">With its question mark.</param>
    public async Task<RawClient> SendHandshakeAsync(string api = "main", string order = "{}", string query = "", params string[] headers)
    {
        var ordered = JsonNode.Parse(order)!;
        ordered["watcher"] = WatcherId;
        var client = await RawClient.SendHandshakeAsync(
            new Uri(_deployment[api].Url + query), [$"x-order: {Uri.EscapeDataString(ordered.ToJsonString())}", .. headers]);
        client.LongestFrame = LongestFrame;
        _clients.Add(client);
        return client;
    }

    /// <summary>Sends a handshake and reads its answer, which may be a refusal.</summary>
    public async Task<RawClient> HandshakeAsync(string api = "main", string order = "{}", string query = "", params string[] headers)
    {
        var client = await SendHandshakeAsync(api, order, query, headers);
        await client.ReadResponseAsync();
        return client;
    }

    /// <summary>Opens a connection to an API that has a <c>$connect</c> route; the event of that comes back with it.</summary>
    public async Task<(RawClient Client, JsonNode Connect)> OpenAsync(string api = "main", string order = "{}", string query = "", params string[] headers)
    {
        var client = await HandshakeAsync(api, order, query, headers);
        Assert.Equal(101, client.Response.Status);
        return (client, await NextEventAsync());
    }

    /// <summary>Opens a connection and gives its id.</summary>
    public async Task<(RawClient Client, string ConnectionId)> OpenKnownAsync()
    {
        var (client, connect) = await OpenAsync();
        return (client, ConnectionId(connect));
    }

    public static string ConnectionId(JsonNode @event) => (string)@event["requestContext"]!["connectionId"]!;

    /// <summary>The next event that a function got of this conversation's clients.</summary>
    public async Task<JsonNode> NextEventAsync() => await NextAsync("event");

    /// <summary>How the next post of a function to its own connection went: <c>status</c>, <c>headers</c>, <c>body</c>.</summary>
    public async Task<JsonNode> NextPostAsync() => await NextAsync("posted");

    /// <summary>Fails when a function was invoked that the test doesn't know of yet.</summary>
    public Task AssertNoFunctionRanAsync() => AssertNothingCameAsync(_watcher);

    /// <summary>Fails when a client of the main API got anything that the test didn't read yet, and when it isn't connected any more.</summary>
    public static async Task AssertNothingCameAsync(RawClient client)
    {
        await Task.Delay(Drivers.Chosen.Silence, TimeProvider.System, CancellationToken.None);
        await client.SendTextAsync(Fence);
        Assert.Equal("fence", await client.ReadMessageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await _watcher.DisposeAsync();
    }

    private async Task<JsonNode> NextAsync(string what)
    {
        var message = await _watcher.ReadMessageAsync();
        return JsonNode.Parse(message)![what] ?? throw new InvalidOperationException($"The watcher waited for {what} and got {message}");
    }
}
