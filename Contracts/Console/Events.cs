namespace Chat.Contracts.Console;

/// <summary>Something that happened; what doesn't mean anything for its kind is null.</summary>
/// <param name="Kind">One of <see cref="EventKinds"/>.</param>
/// <param name="IsCut">Whether not all of the text's bytes are kept.</param>
/// <param name="Fault">The fault on demand that it comes from, such as <c>posts.throttled</c>.</param>
public sealed record EventView(
    long Sequence,
    DateTimeOffset Time,
    string Kind,
    string? ConnectionId,
    string? MessageId,
    string? RequestId,
    string? Function,
    string? Environment,
    string? Name,
    string? Detail,
    int? Status,
    int? Bytes,
    double? DurationMs,
    string? Text,
    bool IsCut,
    string? Fault = null);

/// <summary>Events, oldest first: <c>GET events</c>, and each message of <c>GET events/stream</c>.</summary>
/// <param name="Next">What to give as <c>after</c> next time.</param>
/// <param name="Lost">Events between <c>after</c> and the first of these that are not kept any more, or were left out to keep up.</param>
public sealed record EventsView(IReadOnlyList<EventView> Events, long First, long Next, long Lost);
