using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Management;
using Chat.Emulator.Invocations;

namespace Chat.Emulator.Journal;

/// <content>What the gateway tells.</content>
internal sealed partial class EventJournal
{
    /// <summary>For durations: <see cref="TimeProvider.GetTimestamp"/> of the journal's clock.</summary>
    public long Timestamp => _time.GetTimestamp();

    /// <summary>A handshake came to nothing.</summary>
    /// <param name="connectionId">Null when it had none yet.</param>
    public void Refused(string stageName, string? connectionId, int status, string? messageId, string? errorType) => Write(new JournalEntry
    {
        Kind = JournalKind.Refused,
        ConnectionId = connectionId,
        MessageId = messageId,
        Name = stageName,
        Status = status,
        Detail = errorType,
    });

    public void Connected(Connection connection, in EventStamp stamp) => Write(new JournalEntry
    {
        Kind = JournalKind.Connected,
        ConnectionId = connection.Id.Value,
        MessageId = stamp.RequestId,
        Name = connection.StageName,
        Detail = connection.Subprotocol,
    });

    public void FrameIn(Connection connection, in EventStamp stamp, ReadOnlySpan<byte> text) => Write(
        new JournalEntry { Kind = JournalKind.FrameIn, ConnectionId = connection.Id.Value, MessageId = stamp.RequestId, Bytes = text.Length },
        text);

    /// <param name="routeKey">Null when no route matches.</param>
    public void Routed(Connection connection, in EventStamp stamp, string? routeKey) => Write(new JournalEntry
    {
        Kind = JournalKind.Routed,
        ConnectionId = connection.Id.Value,
        MessageId = stamp.RequestId,
        Name = routeKey,
    });

    /// <summary>The route's model refuses the message.</summary>
    public void BodyRefused(Connection connection, in EventStamp stamp, string routeKey) => Write(new JournalEntry
    {
        Kind = JournalKind.BodyRefused,
        ConnectionId = connection.Id.Value,
        MessageId = stamp.RequestId,
        Name = routeKey,
    });

    /// <summary>A route's integration has its outcome.</summary>
    public void Integrated(Connection connection, in EventStamp stamp, string routeKey, InvocationOutcome outcome, TimeSpan duration) => Write(new JournalEntry
    {
        Kind = JournalKind.Integrated,
        ConnectionId = connection.Id.Value,
        MessageId = stamp.RequestId,
        Name = routeKey,
        Detail = OutcomeOf(outcome),
        DurationTicks = duration.Ticks,
    });

    /// <summary>A call of <c>@connections</c> has its answer.</summary>
    /// <param name="start">The <see cref="Timestamp"/> at which it came.</param>
    /// <param name="cause">The invocation that made it, where that is known.</param>
    public void PostBack(HttpRequest request, string connectionId, PostBackResult result, in InvocationCause cause, long start) => Write(new JournalEntry
    {
        Kind = JournalKind.PostBack,
        ConnectionId = connectionId.Length <= MaxGivenId ? connectionId : connectionId[..MaxGivenId],
        MessageId = cause.MessageId,
        RequestId = cause.RequestId,
        Function = cause.Function,
        Environment = cause.Environment,
        Name = request.Method,
        Detail = result.GetType().Name,
        Status = StatusOf(result),
        Bytes = (int)(request.ContentLength ?? 0),
        DurationTicks = _time.GetElapsedTime(start).Ticks,
    });

    /// <summary>The console itself sent to a connection, or closed it.</summary>
    public void ConsolePostBack(string connectionId, string method, int status, int bytes, string messageId) => Write(new JournalEntry
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
    public void FrameOut(Connection connection, in OutboundMessage message) => Write(
        new JournalEntry { Kind = JournalKind.FrameOut, ConnectionId = connection.Id.Value, MessageId = message.MessageId, Bytes = message.Length },
        message.Payload);

    public void Undelivered(Connection connection, int count) => Write(new JournalEntry
    {
        Kind = JournalKind.Undelivered,
        ConnectionId = connection.Id.Value,
        Status = count,
    });

    public void Closed(Connection connection, CloseReason reason) => Write(new JournalEntry
    {
        Kind = JournalKind.Closed,
        ConnectionId = connection.Id.Value,
        Name = reason.EndedBy.ToString(),
        Detail = reason.Reason,
        Status = reason.Code,
        DurationTicks = connection.Age.Ticks,
    });

    /// <summary>Somebody may not, or it isn't known who asks.</summary>
    public void Denied(string? caller, string action, string resource, string reason) => Write(new JournalEntry
    {
        Kind = JournalKind.Denied,
        Function = caller,
        Name = action,
        Detail = reason,
        Status = StatusCodes.Status403Forbidden,
    }, resource);

    /// <summary>There was no token for a handshake or a message.</summary>
    /// <param name="what">The route key, or <c>@connections</c>.</param>
    public void Throttled(string? connectionId, string? messageId, string? what) => Write(new JournalEntry
    {
        Kind = JournalKind.Throttled,
        ConnectionId = connectionId,
        MessageId = messageId,
        Name = what,
        Status = StatusCodes.Status429TooManyRequests,
    });

    // What a caller of @connections may have written for an id.
    private const int MaxGivenId = 64;

    private static int StatusOf(PostBackResult result) => result switch
    {
        PostBackResult.Delivered or PostBackResult.Described => StatusCodes.Status200OK,
        PostBackResult.Deleted => StatusCodes.Status204NoContent,
        PostBackResult.Gone => StatusCodes.Status410Gone,
        PostBackResult.InvalidConnectionId => StatusCodes.Status400BadRequest,
        PostBackResult.TooLarge => StatusCodes.Status413PayloadTooLarge,
        PostBackResult.LimitExceeded => StatusCodes.Status429TooManyRequests,
        PostBackResult.AccessRefused => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status404NotFound,
    };
}
