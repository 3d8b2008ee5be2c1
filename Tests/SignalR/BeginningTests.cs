using Chat.SignalR.Tests.Fakes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Time.Testing;

namespace Chat.SignalR.Tests;

/// <summary>The order of a connection's beginning, and who hears what meanwhile.</summary>
public sealed class BeginningTests
{
    private const string Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e";
    private const string Call = "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Count\",\"arguments\":[]}\u001e";

    private static readonly TimeSpan Remaining = TimeSpan.FromSeconds(29);

    private readonly MemoryHubStore _store = new("chat");
    private readonly RecordingPosters _posters = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2031, 5, 6, 7, 8, 9, TimeSpan.Zero));
    private readonly LambdaHub<CountingHub> _hub;
    private readonly List<string> _events = [];

    public BeginningTests() => _hub = LambdaHub.Create(
        new LambdaHubOptions { Name = "chat", ConnectionsTable = "c", MembersTable = "m", Posters = _posters, Time = _time },
        _ => new CountingHub(_events),
        _store);

    [Fact]
    public async Task Broadcasts_AtEveryStep_ReachTheConnectionFromTheMarkOn()
    {
        var reached = new List<string>();
        _store.OnStep = step => BroadcastAsync(step);
        _posters.OnPost = post => post == "a: {}" ? BroadcastAsync("answered") : Task.CompletedTask;

        await HandleAsync(Invocation.Connect("a", ("hub", "chat")));
        await HandleAsync(Invocation.Message("a", Handshake + Call));

        // The first frame is the handshake's answer, whatever is broadcast meanwhile.
        Assert.Equal("a: {}", _posters.Posts.First());
        Assert.Equal(["admitted", "opened"], reached);
        Assert.Equal(["connected", "counted"], _events);

        async Task BroadcastAsync(string step)
        {
            var before = _posters.Posts.Count;
            await using var sender = _hub.Sender("d", "s", new Invocation(), Remaining);
            await sender.Clients.All.SendAsync("news", step);
            await sender.Clients.Client("a").SendAsync("news", step);
            if (_posters.Posts.Count == before + 2)
            {
                reached.Add(step);
            }
            else
            {
                Assert.Equal(before, _posters.Posts.Count);
            }
        }
    }

    [Fact]
    public async Task Call_BesideTheBeginning_WaitsForItsEnd()
    {
        var release = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        _store.OnStep = async step =>
        {
            if (step == "admitted")
            {
                arrived.SetResult();
                await release.Task;
            }
        };
        await HandleAsync(Invocation.Connect("a", ("hub", "chat")));
        var beginning = HandleAsync(Invocation.Message("a", Handshake));
        await arrived.Task;

        var call = HandleAsync(Invocation.Message("a", Call));
        await TurnClockAsync(TimeSpan.FromSeconds(1));
        Assert.False(call.IsCompleted);
        Assert.Empty(_events);

        release.SetResult();
        await beginning;
        await TurnClockUntilAsync(call);
        Assert.Equal(["connected", "counted"], _events);
        Assert.Equal("a: {\"type\":3,\"invocationId\":\"1\",\"result\":1}", _posters.Posts.Last());
    }

    [Fact]
    public async Task Call_WithoutAHandshake_IsRefusedWhenTheWaitIsOver()
    {
        await HandleAsync(Invocation.Connect("a", ("hub", "chat")));

        var call = HandleAsync(Invocation.Message("a", Call));
        await TurnClockUntilAsync(call);

        Assert.Equal("a: {\"type\":7,\"error\":\"Connection closed with an error.\",\"allowReconnect\":true}", Assert.Single(_posters.Posts));
        Assert.Equal("a", Assert.Single(_posters.Closed));
        Assert.Empty(_events);
    }

    [Fact]
    public async Task Handshake_AnswerThatDoesNotArrive_EndsTheConnection()
    {
        _posters.Failing["a"] = true;
        await HandleAsync(Invocation.Connect("a", ("hub", "chat")));

        await HandleAsync(Invocation.Message("a", Handshake));

        Assert.Equal("a", Assert.Single(_posters.Closed));
        Assert.Empty(_events);
    }

    [Fact]
    public async Task Disconnect_BetweenAnswerAndMark_LeavesNothing()
    {
        _posters.OnPost = _ => HandleAsync(Invocation.Disconnect("a"));
        await HandleAsync(Invocation.Connect("a", ("hub", "chat")));

        await HandleAsync(Invocation.Message("a", Handshake));

        Assert.False(_store.HasAnythingOf("a"));
        Assert.Empty(_events);
    }

    [Fact]
    public async Task Disconnect_Twice_TellsTheHubOnce()
    {
        await BeginAsync("a");

        await HandleAsync(Invocation.Disconnect("a"));
        await HandleAsync(Invocation.Disconnect("a"));

        Assert.Equal(["connected", "disconnected"], _events);
    }

    [Fact]
    public async Task Post_FindsAConnectionGone_RemovesItAndTellsTheHubOnce()
    {
        await BeginAsync("a");
        await BeginAsync("b");
        _posters.Gone["b"] = true;

        await HandleAsync(Invocation.Message("a", "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Tell\",\"arguments\":[]}\u001e"));
        await HandleAsync(Invocation.Disconnect("b"));

        Assert.False(_store.HasAnythingOf("b"));
        Assert.Equal(["connected", "connected", "disconnected"], _events);
    }

    [Fact]
    public async Task Broadcast_BesidePlainConnections_ReachesNoneOfThem()
    {
        _store.PutPlain("plain");
        await BeginAsync("a");
        await using var sender = _hub.Sender("d", "s", new Invocation(), Remaining);

        await sender.Groups.AddToGroupAsync("plain", "g");
        await sender.Clients.All.SendAsync("news");
        await sender.Clients.Group("g").SendAsync("news");
        await sender.Clients.Client("plain").SendAsync("news");

        Assert.DoesNotContain(_posters.Posts, post => post.StartsWith("plain", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Method_ThatOverrunsTheFunctionsTime_IsAnsweredWithinIt()
    {
        await BeginAsync("a");

        var handling = _hub.HandleAsync(
            Invocation.Message("a", "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Hang\",\"arguments\":[]}\u001e"), new Invocation(), TimeSpan.FromSeconds(10));
        await TurnClockAsync(TimeSpan.FromSeconds(9));
        await TurnClockUntilAsync(handling);

        Assert.Contains("'Hang' did not finish within the time that its function has.", _posters.Posts.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_ThatFails_NeverMakesTheHandlerThrow()
    {
        await HandleAsync(Invocation.Connect("a", ("hub", "chat")));
        _store.OnStep = _ => throw new InvalidOperationException("the table is gone");

        Assert.Equal(200, await HandleAsync(Invocation.Message("a", Handshake)));
        Assert.Equal(500, await HandleAsync(Invocation.Connect("b", ("hub", "chat"))));
        Assert.Equal("a", Assert.Single(_posters.Closed));
    }

    [Fact]
    public async Task Event_ThatIsNone_IsAnsweredAsABadRequest() =>
        Assert.Equal(400, (await _hub.HandleAsync(new Amazon.Lambda.APIGatewayEvents.APIGatewayProxyRequest(), new Invocation(), Remaining)).StatusCode);

    private async Task BeginAsync(string connectionId)
    {
        Assert.Equal(200, await HandleAsync(Invocation.Connect(connectionId, ("hub", "chat"))));
        await HandleAsync(Invocation.Message(connectionId, Handshake));
    }

    private async Task<int> HandleAsync(Amazon.Lambda.APIGatewayEvents.APIGatewayProxyRequest request) =>
        (await _hub.HandleAsync(request, new Invocation(), Remaining)).StatusCode;

    private async Task TurnClockAsync(TimeSpan span)
    {
        for (var turned = TimeSpan.Zero; turned < span; turned += TimeSpan.FromMilliseconds(100))
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    private async Task TurnClockUntilAsync(Task task)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!task.IsCompleted)
        {
            Assert.False(patience.IsCancellationRequested, "it waits for something else than the clock");
            await TurnClockAsync(TimeSpan.FromMilliseconds(100));
        }

        await task;
    }
}
