namespace Chat.Contracts.Console;

/// <summary>Messages, oldest first: <c>GET messages</c>.</summary>
/// <param name="First">The oldest event that is kept.</param>
/// <param name="Next">What to give as <c>after</c> next time.</param>
/// <param name="Lost">Messages that had news and were left out, because there are more than <c>limit</c>.</param>
public sealed record MessagesView(IReadOnlyList<MessageView> Messages, long First, long Next, int Lost);

/// <summary>A message with all of its events: <c>GET messages/{id}</c>.</summary>
public sealed record MessageDetailView(MessageView Message, IReadOnlyList<EventView> Events);

/// <summary>What became of one message, handshake or invocation: everything that has its <c>messageId</c>.</summary>
public sealed record MessageView
{
    /// <summary>The <c>messageId</c> of its events. Null: a single event that went wrong and belongs to no message.</summary>
    public string? Id { get; init; }

    /// <summary>That of its first event that is kept.</summary>
    public required long Sequence { get; init; }

    /// <summary>That of its last event.</summary>
    public required long LastSequence { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>One of <see cref="MessageKinds"/>.</summary>
    public required string Kind { get; init; }

    public string? ConnectionId { get; init; }

    /// <summary>Null: no route took it, or it isn't known yet.</summary>
    public string? RouteKey { get; init; }

    /// <summary>The function that was asked last.</summary>
    public string? Function { get; init; }

    /// <summary>The status of the answer, else how it went wrong, in a word.</summary>
    public required string Outcome { get; init; }

    /// <summary>From its first event to its end, log lines aside. Null while it goes on.</summary>
    public double? DurationMs { get; init; }

    /// <summary>Frames on their way to clients.</summary>
    public required int Deliveries { get; init; }

    /// <summary>Calls of <c>@connections</c> that were refused.</summary>
    public required int FailedPosts { get; init; }

    public required bool IsRunning { get; init; }

    /// <summary>Whether anything went wrong and was not made good.</summary>
    public required bool IsFailed { get; init; }

    /// <summary>The beginning of the frame.</summary>
    public string? Text { get; init; }

    /// <summary>What went wrong, in sentences; empty when nothing did.</summary>
    public required IReadOnlyList<WhyView> Why { get; init; }
}

/// <summary>A reason why a message failed.</summary>
/// <param name="Cause">One of <see cref="Causes"/>.</param>
/// <param name="Sentence">What happened, where, and with what values.</param>
/// <param name="Sequence">The event that tells it, the first where several do.</param>
/// <param name="IsRecovered">Whether what went wrong was repeated, with success.</param>
public sealed record WhyView(string Cause, string Sentence, long Sequence, bool IsRecovered = false);

/// <summary>What a <see cref="MessageView"/> is about.</summary>
public static class MessageKinds
{
    public const string Message = "message";
    public const string Handshake = "handshake";
    public const string Disconnect = "disconnect";
    public const string Invocation = "invocation";
    public const string Console = "console";
    public const string Event = "event";
}

/// <summary>The kinds of reasons in a <see cref="WhyView"/>.</summary>
public static class Causes
{
    /// <summary>A permission is missing, or it isn't known who asks.</summary>
    public const string Denied = "denied";

    /// <summary>It went wrong on purpose.</summary>
    public const string Fault = "fault";

    /// <summary>The function threw, or its process ended.</summary>
    public const string Exception = "exception";

    public const string Timeout = "timeout";

    /// <summary>A rate is used up.</summary>
    public const string Throttled = "throttled";

    /// <summary>Something is larger, or slower, than it may be.</summary>
    public const string Limit = "limit";

    /// <summary>A connection isn't there any more.</summary>
    public const string Gone = "gone";

    public const string NoRoute = "noRoute";

    /// <summary>The route's model refuses the message, or no request template takes it.</summary>
    public const string BadRequest = "badRequest";

    /// <summary>The function's answer can't be used.</summary>
    public const string BadAnswer = "badAnswer";

    /// <summary>The function, or another backend, answered with a status from 400 on.</summary>
    public const string Status = "status";

    /// <summary>A handshake is refused.</summary>
    public const string Refused = "refused";

    /// <summary>The backend can't be called at all.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>An asynchronous event failed for good.</summary>
    public const string GivenUp = "givenUp";

    /// <summary>The client broke the WebSocket protocol.</summary>
    public const string Protocol = "protocol";
}
