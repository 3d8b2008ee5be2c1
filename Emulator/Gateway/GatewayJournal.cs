using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Management;
using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;

namespace Chat.Emulator.Gateway;

/// <summary>What the gateway tells the journal.</summary>
internal static class GatewayJournal
{
    /// <summary>A handshake came to nothing.</summary>
    /// <param name="connectionId">Null when it had none yet.</param>
    public static void Refused(
        this EventJournal journal, string stageName, string? connectionId, string? messageId, int status, string? errorType, string why) => journal.Write(
        new JournalEntry
        {
            Kind = JournalKind.Refused,
            ConnectionId = connectionId,
            MessageId = messageId,
            Name = stageName,
            Status = status,
            Detail = errorType,
        },
        why);

    public static void Connected(this EventJournal journal, Connection connection, in EventStamp stamp) => journal.Write(new JournalEntry
    {
        Kind = JournalKind.Connected,
        ConnectionId = connection.Id.Value,
        MessageId = stamp.RequestId,
        Name = connection.StageName,
        Detail = connection.Subprotocol,
    });

    public static void FrameIn(
        this EventJournal journal, Connection connection, in EventStamp stamp, ReadOnlySpan<byte> text) => journal.Write(
        new JournalEntry { Kind = JournalKind.FrameIn, ConnectionId = connection.Id.Value, MessageId = stamp.RequestId, Bytes = text.Length },
        text);

    public static void Routed(
        this EventJournal journal, Connection connection, in EventStamp stamp, string routeKey) => journal.Write(new JournalEntry
        {
            Kind = JournalKind.Routed,
            ConnectionId = connection.Id.Value,
            MessageId = stamp.RequestId,
            Name = routeKey,
        });

    /// <summary>No route matches the message.</summary>
    /// <param name="expression">What selects the route. Null: the stage is gone.</param>
    /// <param name="key">What it gave for the message; null when it gave nothing.</param>
    public static void RoutedNowhere(
        this EventJournal journal, Connection connection, in EventStamp stamp, string? expression, string? key) => journal.Write(
        new JournalEntry { Kind = JournalKind.Routed, ConnectionId = connection.Id.Value, MessageId = stamp.RequestId, Detail = expression },
        key ?? "");

    /// <summary>The route's model refuses the message.</summary>
    /// <param name="models">What it was held against, by name.</param>
    public static void BodyRefused(
        this EventJournal journal, Connection connection, in EventStamp stamp, string routeKey, string models) => journal.Write(new JournalEntry
        {
            Kind = JournalKind.BodyRefused,
            ConnectionId = connection.Id.Value,
            MessageId = stamp.RequestId,
            Name = routeKey,
            Detail = models,
        });

    /// <summary>A backend's answer can't be sent to the client.</summary>
    public static void AnswerRefused(
        this EventJournal journal, Connection connection, in EventStamp stamp, string routeKey, string why) => journal.Write(
        new JournalEntry { Kind = JournalKind.AnswerRefused, ConnectionId = connection.Id.Value, MessageId = stamp.RequestId, Name = routeKey },
        why);

    /// <summary>A route's integration has its outcome.</summary>
    public static void Integrated(
        this EventJournal journal, Connection connection, in EventStamp stamp, string routeKey, InvocationOutcome outcome, TimeSpan duration) => journal.Write(
        new JournalEntry
        {
            Kind = JournalKind.Integrated,
            ConnectionId = connection.Id.Value,
            MessageId = stamp.RequestId,
            Name = routeKey,
            Detail = outcome.Name,
            Fault = outcome.Fault,
            Status = outcome is InvocationOutcome.Mapped { StatusCode: var status } ? status : 0,
            DurationTicks = duration.Ticks,
        },
        outcome.Why ?? "");

    /// <summary>A fault keeps <c>$disconnect</c> from being sent.</summary>
    public static void DisconnectLost(this EventJournal journal, Connection connection, string routeKey) => journal.Write(new JournalEntry
    {
        Kind = JournalKind.Integrated,
        ConnectionId = connection.Id.Value,
        Name = routeKey,
        Detail = "lost",
        Fault = "disconnect.lost",
    });

    /// <summary>A call of <c>@connections</c> has its answer.</summary>
    /// <param name="start">The <see cref="EventJournal.Timestamp"/> at which it came.</param>
    /// <param name="cause">The invocation that made it, where that is known.</param>
    public static void PostBack(
        this EventJournal journal, HttpRequest request, string connectionId, PostBackResult result, in InvocationCause cause, long start) => journal.Write(new JournalEntry
        {
            Kind = JournalKind.PostBack,
            ConnectionId = connectionId.Length <= MaxGivenId ? connectionId : connectionId[..MaxGivenId],
            MessageId = cause.MessageId,
            RequestId = cause.RequestId,
            Function = cause.Function,
            Environment = cause.Environment,
            Name = request.Method,
            Detail = result is PostBackResult.LimitExceeded(var limit) ? limit : result.GetType().Name,
            Fault = FaultOf(result),
            Status = StatusOf(result),
            Bytes = (int)(request.ContentLength ?? 0),
            DurationTicks = journal.ElapsedSince(start).Ticks,
        });

    /// <summary>The console itself sent to a connection, or closed it.</summary>
    public static void ConsolePostBack(
        this EventJournal journal, string connectionId, string method, int status, int bytes, string messageId) => journal.Write(new JournalEntry
        {
            Kind = JournalKind.PostBack,
            ConnectionId = connectionId,
            MessageId = messageId,
            Name = method,
            Detail = "Console",
            Status = status,
            Bytes = bytes,
        });

    /// <summary>A text is on its way to a client. If its socket turns out to be dead, <see cref="Undelivered"/> follows.</summary>
    public static void FrameOut(this EventJournal journal, Connection connection, in OutboundMessage message) => journal.Write(
        new JournalEntry { Kind = JournalKind.FrameOut, ConnectionId = connection.Id.Value, MessageId = message.MessageId, Bytes = message.Length },
        message.Payload);

    public static void Undelivered(this EventJournal journal, Connection connection, int count) => journal.Write(new JournalEntry
    {
        Kind = JournalKind.Undelivered,
        ConnectionId = connection.Id.Value,
        Status = count,
    });

    /// <summary>A client is being closed because it doesn't read.</summary>
    public static void SlowConsumer(this EventJournal journal, Connection connection) => journal.Write(new JournalEntry
    {
        Kind = JournalKind.SlowConsumer,
        ConnectionId = connection.Id.Value,
        Status = connection.Refusals.Count,
    });

    public static void Closed(this EventJournal journal, Connection connection, CloseReason reason) => journal.Write(
        new JournalEntry
        {
            Kind = JournalKind.Closed,
            ConnectionId = connection.Id.Value,
            Name = reason.EndedBy.ToString(),
            Detail = reason.Reason,
            Status = reason.Code,
            DurationTicks = connection.Age.Ticks,
        },
        reason.Why ?? "");

    /// <summary>There was no token for a handshake or a message.</summary>
    /// <param name="what">The route key.</param>
    /// <param name="limit">The rate that is used up, in words.</param>
    public static void Throttled(
        this EventJournal journal, string? connectionId, string? messageId, string? what, string limit) => journal.Write(new JournalEntry
        {
            Kind = JournalKind.Throttled,
            ConnectionId = connectionId,
            MessageId = messageId,
            Name = what,
            Detail = limit,
            Status = StatusCodes.Status429TooManyRequests,
        });

    // What a caller of @connections may have written for an id.
    private const int MaxGivenId = 64;

    private static string? FaultOf(PostBackResult result) => result switch
    {
        PostBackResult.ThrottledByFault => "posts.throttled",
        PostBackResult.FailedByFault => "posts.failed",
        PostBackResult.AnswerLostByFault => "posts.answerLost",
        _ => null,
    };

    private static int StatusOf(PostBackResult result) => result switch
    {
        PostBackResult.Delivered or PostBackResult.Described or PostBackResult.AnswerLostByFault => StatusCodes.Status200OK,
        PostBackResult.Deleted => StatusCodes.Status204NoContent,
        PostBackResult.Gone => StatusCodes.Status410Gone,
        PostBackResult.InvalidConnectionId => StatusCodes.Status400BadRequest,
        PostBackResult.TooLarge => StatusCodes.Status413PayloadTooLarge,
        PostBackResult.LimitExceeded or PostBackResult.ThrottledByFault => StatusCodes.Status429TooManyRequests,
        PostBackResult.FailedByFault => StatusCodes.Status500InternalServerError,
        PostBackResult.AccessRefused => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status404NotFound,
    };
}
