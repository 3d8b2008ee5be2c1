using Chat.Functions.Broadcasting;
using Chat.Functions.Handlers;
using Chat.Functions.Tests.Fakes;

namespace Chat.Functions.Tests.Handlers;

public class SendMessageTests
{
    private readonly FakeConnectionStore _store = new() { Pages = { new[] { "me", "you" } } };
    private readonly FakeSender _sender = new();
    private readonly RecordingLogger _log = new();

    [Fact]
    public async Task Send_Message_ReachesEverybodyAndTheSender()
    {
        Assert.Equal(200, await HandleAsync("""{"action":"sendMessage","message":"hello from terminal1"}"""));

        Assert.Equal([("me", "hello from terminal1"), ("you", "hello from terminal1")], _sender.Posts.Order());
        Assert.Equal(("api.example.com", "demo"), _sender.AskedFor);
        Assert.Equal(["Information: broadcast: 2 delivered, 0 gone, 0 failed, 0 retried, 0 ms"], _log.Lines);
    }

    [Theory]
    [InlineData("not json", """{"error":"the frame is not valid JSON"}""")]
    [InlineData("""{"action":"sendMessage","message":5}""", """{"error":"message must be a string"}""")]
    public async Task Send_InvalidMessage_IsAnsweredToItsSenderAlone(string body, string answer)
    {
        Assert.Equal(200, await HandleAsync(body));

        Assert.Equal([("me", answer)], _sender.Posts);
    }

    [Fact]
    public async Task Send_OneRecipientFails_TheOthersGetItAndTheFailureIsCounted()
    {
        _sender.Answer("me", new SendOutcome.Refused("403 ForbiddenException: no"));

        Assert.Equal(500, await HandleAsync("""{"message":"hi"}"""));

        Assert.Contains(("you", "hi"), _sender.Posts);
        Assert.Equal(
            [
                "Warning: post to me failed: 403 ForbiddenException: no",
                "Warning: broadcast: 1 delivered, 0 gone, 1 failed, 0 retried, 0 ms",
            ],
            _log.Lines);
    }

    [Fact]
    public async Task Send_SomebodyIsGone_IsNoFailure()
    {
        _sender.Answer("you", SendOutcome.Gone.Instance);

        Assert.Equal(200, await HandleAsync("""{"message":"hi"}"""));
        Assert.Equal(["you"], _store.RemovedGone);
    }

    [Fact]
    public async Task Send_TableCantBeRead_SenderIsToldThatNothingWasDelivered()
    {
        _store.ListFailure = (0, new IOException("table away"));

        Assert.Equal(500, await HandleAsync("""{"message":"hi"}"""));

        Assert.Equal([("me", """{"error":"the message was not delivered: the list of connections could not be read"}""")], _sender.Posts);
        Assert.Contains("Error: the connections could not be read to the end, out of time: False (IOException)", _log.Lines);
    }

    [Fact]
    public async Task Send_SecondPageCantBeRead_SenderIsToldHowManyHaveIt()
    {
        _store.Pages.Add(["never read"]);
        _store.ListFailure = (1, new IOException("table away"));

        Assert.Equal(500, await HandleAsync("""{"message":"hi"}"""));

        Assert.Equal(
            [
                ("me", "hi"),
                ("me", """{"error":"the message may not have reached everybody: the list of connections could not be read to its end (2 have it)"}"""),
                ("you", "hi"),
            ],
            _sender.Posts.Order());
    }

    [Fact]
    public async Task Send_TimeIsUpBeforeTheTableWasRead_SenderIsToldAllTheSame()
    {
        Assert.Equal(500, await HandleAsync("""{"message":"hi"}""", new CancellationToken(true)));

        Assert.Equal(["me"], _sender.Posts.Select(post => post.ConnectionId));
    }

    [Fact]
    public async Task Send_SenderCantBeToldEither_IsLogged()
    {
        _store.ListFailure = (0, new IOException("table away"));
        _sender.Answer("me", new SendOutcome.Refused("403 ForbiddenException: no"));

        Assert.Equal(500, await HandleAsync("""{"message":"hi"}"""));

        Assert.Contains("Warning: the sender me couldn't be told that its message may not have reached everybody", _log.Lines);
    }

    private Task<int> HandleAsync(string body, CancellationToken deadline = default)
    {
        var broadcaster = new Broadcaster(_store, new Backoff(() => 0), Clock.Start());
        return new SendMessage(_store, _sender, broadcaster, Clock.Start(), lobby: null)
            .HandleAsync(new WebSocketEvent("me", "api.example.com", "demo", body), _log, deadline);
    }
}
