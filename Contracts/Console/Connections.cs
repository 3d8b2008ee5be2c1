namespace Chat.Contracts.Console;

/// <summary>An open connection.</summary>
public sealed record ConnectionView(
    string Id,
    string ApiId,
    string Stage,
    bool IsOpen,
    DateTimeOffset ConnectedAt,
    DateTimeOffset LastActiveAt,
    double AgeMs,
    double IdleMs,
    string SourceIp,
    string? UserAgent,
    string? PrincipalId,
    string? Subprotocol,
    long MessagesIn,
    long MessagesOut,
    long BytesIn,
    long BytesOut);

/// <summary>A page of the open connections: <c>GET connections</c>.</summary>
public sealed record ConnectionsView(int Total, int Offset, IReadOnlyList<ConnectionView> Connections);

/// <summary>A connection with its newest events: <c>GET connections/{id}</c>.</summary>
/// <param name="Connection">Null: it is gone.</param>
public sealed record ConnectionDetailView(ConnectionView? Connection, IReadOnlyList<EventView> Events);
