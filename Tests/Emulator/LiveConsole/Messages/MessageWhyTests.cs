using Chat.Contracts.Console;
using Chat.Emulator.Journal;
using Chat.Emulator.LiveConsole.Messages;
using Chat.Emulator.LiveConsole.Messages.Reasons;
using Chat.Emulator.Options;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.LiveConsole.Messages;

/// <summary>What the console says of a message that failed: from the journal's entries to the sentence.</summary>
public sealed class MessageWhyTests
{
    private const string Id = "m1";

    private static readonly JournalEntry FrameIn = new() { Kind = JournalKind.FrameIn, ConnectionId = "c1", MessageId = Id };
    private static readonly JournalEntry Routed = new() { Kind = JournalKind.Routed, ConnectionId = "c1", MessageId = Id, Name = "send" };
    private static readonly JournalEntry Started = new() { Kind = JournalKind.InvocationStarted, MessageId = Id, RequestId = "r1", Function = "websocket-send" };
    private static readonly JournalEntry Ended = new() { Kind = JournalKind.InvocationEnded, MessageId = Id, RequestId = "r1", Function = "websocket-send" };
    private static readonly JournalEntry Integrated = new() { Kind = JournalKind.Integrated, ConnectionId = "c1", MessageId = Id, Name = "send" };
    private static readonly JournalEntry Post = new() { Kind = JournalKind.PostBack, MessageId = Id, Name = "POST", Function = "websocket-send", ConnectionId = "c2" };

    private readonly FakeTimeProvider _time = new();
    private readonly EventJournal _journal;

    public MessageWhyTests() => _journal = new EventJournal(_time, 200, 100_000);

    public static TheoryData<string, string, string> Table
    {
        get
        {
            var table = new TheoryData<string, string, string>();
            foreach (var (name, (_, cause, sentence)) in Cases)
            {
                table.Add(name, cause, sentence);
            }

            return table;
        }
    }

    private static Dictionary<string, (Entry[] Entries, string Cause, string Sentence)> Cases => new(StringComparer.Ordinal)
    {
        ["permission of a function"] = (
            [new(new JournalEntry
            {
                Kind = JournalKind.Denied, MessageId = Id, Function = "websocket-send", Name = "dynamodb:Scan",
                Detail = "because no identity-based policy allows the dynamodb:Scan action",
            }, "arn:aws:dynamodb:eu-west-1:000000000000:table/rooms")],
            Causes.Denied,
            "websocket-send may not dynamodb:Scan on arn:aws:dynamodb:eu-west-1:000000000000:table/rooms, because no identity-based policy allows the dynamodb:Scan action. "
                + "Its role needs a policy that allows dynamodb:Scan there."),
        ["explicit deny"] = (
            [new(new JournalEntry
            {
                Kind = JournalKind.Denied, MessageId = Id, Function = "websocket-send", Name = "dynamodb:Scan", Detail = "with an explicit deny in an identity-based policy",
            }, "arn:table")],
            Causes.Denied,
            "websocket-send may not dynamodb:Scan on arn:table, with an explicit deny in an identity-based policy. Take the Deny out of its role's policies, if it is meant to."),
        ["unsigned"] = (
            [new(new JournalEntry { Kind = JournalKind.Denied, Name = "execute-api", Detail = "MissingAuthenticationTokenException" }, "POST /demo/@connections/c1")],
            Causes.Denied,
            "POST /demo/@connections/c1 is refused with MissingAuthenticationTokenException: it isn't signed."),
        ["permission of API Gateway"] = (
            [new(FrameIn), new(Routed), new(Integrated with { Detail = "unreachable" }, "API Gateway may not invoke the function f for arn:x. The template needs an AWS::Lambda::Permission with Action lambda:InvokeFunction")],
            Causes.Denied,
            "API Gateway may not invoke the function f for arn:x. The template needs an AWS::Lambda::Permission with Action lambda:InvokeFunction."),
        ["fault of an invocation"] = (
            [new(FrameIn), new(Routed), new(Integrated with { Detail = "failed", Fault = "invocations.failed" }, "Emulator.Fault: …")],
            Causes.Fault,
            "On purpose, by the fault invocations.failed: the function of the route send isn't called."),
        ["fault that times out"] = (
            [new(FrameIn), new(Routed), new(Integrated with { Detail = "timedOut", Fault = "invocations.latency" }, "no answer within 29 s")],
            Causes.Fault,
            "On purpose, by the fault invocations.latency: the route send got no answer within 29 s."),
        ["fault of posts"] = (
            [new(Post with { Status = 429, Fault = "posts.throttled", Detail = "ThrottledByFault" }), new(Post with { Status = 429, Fault = "posts.throttled", Detail = "ThrottledByFault", ConnectionId = "c3" })],
            Causes.Fault,
            "On purpose, by the fault posts.throttled, 429: 2 posts by websocket-send to c2, c3."),
        ["fault of an answer"] = (
            [new(Post with { Status = 200, Fault = "posts.answerLost", Detail = "AnswerLostByFault" })],
            Causes.Fault,
            "On purpose, by the fault posts.answerLost, delivered and not answered: a post by websocket-send to c2."),
        ["fault of $disconnect"] = (
            [new(new JournalEntry { Kind = JournalKind.Integrated, ConnectionId = "c1", Name = "$disconnect", Detail = "lost", Fault = "disconnect.lost" })],
            Causes.Fault,
            "On purpose, by the fault disconnect.lost: $disconnect isn't sent."),
        ["exception"] = (
            [new(FrameIn), new(Routed), new(Started), new(Ended with { Detail = "failed", Name = "TypeError" }, "x is not a function\nat exports.handler (/app/index.js:3:9)"), new(Integrated with { Detail = "failed" }, "TypeError: x is not a function")],
            Causes.Exception,
            "websocket-send threw TypeError: x is not a function, at exports.handler (/app/index.js:3:9)"),
        ["process that ended"] = (
            [new(Started), new(Ended with { Detail = "failed", Name = "Runtime.ExitError" }, "RequestId: r1 Error: Runtime exited with error: exit status 1")],
            Causes.Exception,
            "websocket-send failed with Runtime.ExitError: RequestId: r1 Error: Runtime exited with error: exit status 1"),
        ["function's own timeout"] = (
            [new(Started), new(Ended with { Detail = "failed", Name = "Sandbox.Timedout" }, "RequestId: r1 Error: Task timed out after 3.00 seconds")],
            Causes.Timeout,
            "websocket-send ran into its own timeout: RequestId: r1 Error: Task timed out after 3.00 seconds."),
        ["integration's timeout"] = (
            [new(FrameIn), new(Routed), new(Started), new(Integrated with { Detail = "timedOut" }, "no answer within 29 s")],
            Causes.Timeout,
            "The integration's timeout of the route send ran out: no answer within 29 s, and websocket-send goes on, to its own timeout."),
        ["integration's timeout in the queue"] = (
            [new(FrameIn), new(Routed), new(Integrated with { Detail = "timedOut" }, "no answer within 0.5 s")],
            Causes.Timeout,
            "The integration's timeout of the route send ran out: no answer within 0.5 s, and no environment had taken the event."),
        ["rate"] = (
            [new(FrameIn), new(Routed), new(new JournalEntry { Kind = JournalKind.Throttled, ConnectionId = "c1", MessageId = Id, Name = "send", Status = 429, Detail = "the limit of the stage demo, 10 requests a second with a burst of 5" })],
            Causes.Throttled,
            "The route send is throttled: the limit of the stage demo, 10 requests a second with a burst of 5, is used up."),
        ["function is throttled"] = (
            [new(FrameIn), new(Routed), new(Ended with { Detail = "throttled" }), new(Integrated with { Detail = "throttled" })],
            Causes.Throttled,
            "websocket-send is throttled: 1,000 events wait for it already."),
        ["post is throttled"] = (
            [new(Post with { Status = 429, Detail = "the limit of the account, 10,000 requests a second with a burst of 5,000" })],
            Causes.Throttled,
            "Throttled (429), the limit of the account, 10,000 requests a second with a burst of 5,000: a post by websocket-send to c2."),
        ["post is too long"] = (
            [new(Post with { Status = 413, Bytes = 200_000, Detail = "TooLarge" })],
            Causes.Limit,
            "The message is too long (413), 200,000 bytes of at most 131,072: a post by websocket-send to c2."),
        ["connection is gone"] = (
            [new(new JournalEntry { Kind = JournalKind.Closed, ConnectionId = "c2", Status = 1001, Name = "Client" }), new(Post with { Status = 410, Detail = "Gone" })],
            Causes.Gone,
            "The connection is gone (410): a post by websocket-send to c2; closed 1.0 s before with 1001, by the client."),
        ["many connections are gone"] = (
            [.. Enumerable.Range(1, 5).Select(i => new Entry(Post with { Status = 410, Detail = "Gone", ConnectionId = $"g{i}" }))],
            Causes.Gone,
            "The connection is gone (410): 5 posts by websocket-send to g1, g2, g3 and 2 more."),
        ["no such connection id"] = (
            [new(Post with { Status = 400, Detail = "InvalidConnectionId", ConnectionId = "nobody" })],
            Causes.BadRequest,
            "No connection can have that id (400): a post by websocket-send to nobody."),
        ["no route for the key"] = (
            [new(FrameIn, """{"action":"shout"}"""), new(Routed with { Name = null, Detail = "$request.body.action" }, "shout")],
            Causes.NoRoute,
            "No route: $request.body.action gives 'shout', which is no route's key, and the API has no $default route."),
        ["no key"] = (
            [new(FrameIn, """{"type":"shout"}"""), new(Routed with { Name = null, Detail = "$request.body.action" })],
            Causes.NoRoute,
            "No route: the message has no value for $request.body.action, and the API has no $default route."),
        ["no JSON"] = (
            [new(FrameIn, "hello"), new(Routed with { Name = null, Detail = "$request.body.action" })],
            Causes.NoRoute,
            "No route: the message isn't JSON, so that $request.body.action gives nothing, and the API has no $default route."),
        ["model"] = (
            [new(FrameIn), new(Routed), new(new JournalEntry { Kind = JournalKind.BodyRefused, ConnectionId = "c1", MessageId = Id, Name = "send", Detail = "Send" })],
            Causes.BadRequest,
            "The body doesn't fit the model Send of the route send, so its integration isn't called."),
        ["malformed answer"] = (
            [new(FrameIn), new(Routed), new(new JournalEntry { Kind = JournalKind.AnswerRefused, ConnectionId = "c1", MessageId = Id, Name = "send" }, "it is no JSON object")],
            Causes.BadAnswer,
            "The answer of the route send can't be used: it is no JSON object. The client gets \"Internal server error\"."),
        ["function's own status"] = (
            [new(FrameIn), new(Routed), new(Ended with { Detail = "responded" }, """{"statusCode":400,"body":"text is missing"}"""), new(Integrated with { Detail = "responded" })],
            Causes.Status,
            "websocket-send answered with the statusCode 400: text is missing"),
        ["backend's status"] = (
            [new(FrameIn), new(Routed), new(Integrated with { Detail = "failed", Status = 503 })],
            Causes.Status,
            "The backend of the route send answered with 503."),
        ["no integration"] = (
            [new(FrameIn), new(Routed), new(Integrated with { Detail = "unreachable" }, "The route has no integration")],
            Causes.Unreachable,
            "The integration of the route send can't be called: The route has no integration."),
        ["no request template"] = (
            [new(FrameIn), new(Routed), new(Integrated with { Detail = "noTemplate" }, "there is no request template 'x', and nothing passes through without one")],
            Causes.BadRequest,
            "The integration of the route send refuses the message: there is no request template 'x', and nothing passes through without one."),
        ["handshake"] = (
            [new(new JournalEntry { Kind = JournalKind.Refused, ConnectionId = "c1", MessageId = Id, Name = "demo", Status = 401, Detail = "UnauthorizedException" }, "the handshake lacks the identity source Auth (Header)")],
            Causes.Refused,
            "The handshake with the stage demo is refused with 401 UnauthorizedException: the handshake lacks the identity source Auth (Header)."),
        ["frame is too long"] = (
            [new(new JournalEntry { Kind = JournalKind.Closed, ConnectionId = "c1", Name = "Gateway", Status = 1009 }, "a frame of 40,000 bytes, and a client's frame may have at most 32,768")],
            Causes.Limit,
            "Closed by the gateway with 1009: a frame of 40,000 bytes, and a client's frame may have at most 32,768."),
        ["binary frame"] = (
            [new(new JournalEntry { Kind = JournalKind.Closed, ConnectionId = "c1", Name = "Gateway", Status = 1003 }, "the client sent a binary frame, and API Gateway takes text frames only")],
            Causes.Protocol,
            "Closed by the gateway with 1003: the client sent a binary frame, and API Gateway takes text frames only."),
        ["slow consumer"] = (
            [new(new JournalEntry { Kind = JournalKind.SlowConsumer, ConnectionId = "c1", Status = 50 })],
            Causes.Limit,
            "Closed as a slow consumer: 50 posts to it were refused because it doesn't read. --slow-consumers sets when."),
        ["dead socket"] = (
            [new(new JournalEntry { Kind = JournalKind.Undelivered, ConnectionId = "c1", Status = 2 })],
            Causes.Gone,
            "2 messages to the client had been taken and were never sent: its socket was dead."),
        ["event is given up"] = (
            [new(new JournalEntry { Kind = JournalKind.GivenUp, MessageId = Id, Function = "websocket-broadcast", Name = "failed", Status = 3, Detail = "the queue dead-letters" })],
            Causes.GivenUp,
            "websocket-broadcast failed for good on attempt 3 (failed): on AWS the event goes to the queue dead-letters."),
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Why_OfWhatWentWrong_IsOneSentenceWithItsValues(string name, string cause, string sentence)
    {
        Write(Cases[name].Entries);

        var view = Assert.Single(Read());

        Assert.Equal([(cause, sentence)], view.Why.Select(why => (why.Cause, why.Sentence)));
        Assert.True(view.IsFailed);
    }

    [Fact]
    public void Why_OfWhatWentWell_IsEmpty()
    {
        Write(
            new(FrameIn, """{"action":"send"}"""), new(Routed), new(Started), new(Post with { Status = 200, Detail = "Delivered" }), new(new JournalEntry { Kind = JournalKind.FrameOut, ConnectionId = "c2", MessageId = Id }),
            new(Ended with { Detail = "responded" }, """{"statusCode":200}"""), new(Integrated with { Detail = "responded" }),
            new(new JournalEntry { Kind = JournalKind.Closed, ConnectionId = "c1", Name = "Client", Status = 1000 }),
            new(new JournalEntry { Kind = JournalKind.Closed, ConnectionId = "c2", Name = "Gateway", Status = 1001 }));

        var view = Assert.Single(Read());

        Assert.Empty(view.Why);
        Assert.False(view.IsFailed);
        Assert.Equal(
            (MessageKinds.Message, "c1", "send", "websocket-send", "200", 6_000, 1, 0, false),
            (view.Kind, view.ConnectionId, view.RouteKey, view.Function, view.Outcome, view.DurationMs, view.Deliveries, view.FailedPosts, view.IsRunning));
    }

    [Fact]
    public void Why_OfADenialThatCausedAnException_HasBothInTheirOrderAndNotThe403()
    {
        Write(
            new(FrameIn), new(Routed), new(Started),
            new(new JournalEntry { Kind = JournalKind.Denied, MessageId = Id, Function = "websocket-send", Name = "execute-api:ManageConnections", Detail = "because …" }, "arn:c2"),
            new(Post with { Status = 403, Detail = "AccessRefused" }),
            new(Ended with { Detail = "failed", Name = "ForbiddenException" }, "no"),
            new(Integrated with { Detail = "failed" }, "ForbiddenException: no"));

        var view = Assert.Single(Read());

        Assert.Equal([Causes.Denied, Causes.Exception], view.Why.Select(why => why.Cause));
        Assert.Equal([4L, 6L], view.Why.Select(why => why.Sequence));
        Assert.Equal(("ForbiddenException", 1), (view.Outcome, view.FailedPosts));
    }

    [Fact]
    public void Why_OfAPostThatWasRepeatedAndTaken_IsNoFailure()
    {
        Write(
            new(FrameIn), new(Routed), new(Started),
            new(Post with { Status = 429, Fault = "posts.throttled", Detail = "ThrottledByFault" }), new(Post with { Status = 200, Detail = "Delivered" }),
            new(Ended with { Detail = "responded" }, """{"statusCode":200}"""), new(Integrated with { Detail = "responded" }));

        var view = Assert.Single(Read());

        Assert.Equal(
            [new WhyView(Causes.Fault, "On purpose, by the fault posts.throttled, 429: a post by websocket-send to c2; repeated, and taken then.", 4, IsRecovered: true)], view.Why);
        Assert.False(view.IsFailed);
    }

    [Fact]
    public void Between_OnlySomeHaveNews_HasThoseWhole()
    {
        Write(new(FrameIn), new(Routed), new(FrameIn with { MessageId = "m2" }), new(Integrated with { Detail = "responded" }));

        var changed = Assert.Single(new JournalMessages(_journal).Between(3, _journal.Next));

        Assert.Equal("m1", changed.Id);
        Assert.Equal([1L, 2L, 4L], changed.Entries.Select(entry => entry.Sequence));
    }

    [Theory]
    [InlineData(nameof(JournalKind.InvocationStarted), MessageKinds.Invocation, "running")]
    [InlineData(nameof(JournalKind.FrameIn), MessageKinds.Message, "running")]
    [InlineData(nameof(JournalKind.PostBack), MessageKinds.Console, "sent")]
    [InlineData(nameof(JournalKind.Connected), MessageKinds.Handshake, "connected")]
    public void View_OfItsFirstEvent_SaysWhatItIs(string kind, string expected, string outcome)
    {
        Write(new Entry(new JournalEntry { Kind = Enum.Parse<JournalKind>(kind), MessageId = Id }));

        var view = Assert.Single(Read());

        Assert.Equal((expected, outcome, outcome == "running"), (view.Kind, view.Outcome, view.IsRunning));
    }

    private List<MessageView> Read()
    {
        var reading = new MessageReading(_journal, new MessageWhy(_journal, GatewayLimits.Default));
        return [.. new JournalMessages(_journal).Between(0, _journal.Next).Select(reading.View)];
    }

    private void Write(params Entry[] entries)
    {
        foreach (var (entry, text) in entries)
        {
            if (text.Length > 0)
            {
                _journal.Write(entry, text);
            }
            else
            {
                _journal.Write(entry);
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private sealed record Entry(JournalEntry Value, string Text = "");
}
