namespace Chat.Contracts.Console;

/// <summary>Something that happened; what doesn't mean anything for its kind is null.</summary>
public sealed record EventView
{
    public required long Sequence { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>One of <see cref="EventKinds"/>.</summary>
    public required string Kind { get; init; }

    public string? ConnectionId { get; init; }

    public string? MessageId { get; init; }

    public string? RequestId { get; init; }

    public string? Function { get; init; }

    public string? Environment { get; init; }

    public string? Name { get; init; }

    public string? Detail { get; init; }

    public int? Status { get; init; }

    public int? Bytes { get; init; }

    public double? DurationMs { get; init; }

    public string? Text { get; init; }

    /// <summary>Whether not all of the text's bytes are kept.</summary>
    public required bool IsCut { get; init; }

    /// <summary>The fault on demand that it comes from, such as <c>posts.throttled</c>.</summary>
    public string? Fault { get; init; }
}

/// <summary>Events, oldest first: <c>GET events</c>, and each message of <c>GET events/stream</c>.</summary>
/// <param name="Next">What to give as <c>after</c> next time.</param>
/// <param name="Lost">Events between <c>after</c> and the first of these that are not kept any more, or were left out to keep up.</param>
public sealed record EventsView(IReadOnlyList<EventView> Events, long First, long Next, long Lost);
