using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chat.Emulator.LiveConsole;

// The API's answers: docs/console.md describes them.

internal sealed record StateView(
    bool CanChange,
    string Region,
    bool IsIamOn,
    bool AreRatesEnforced,
    int Connections,
    IReadOnlyList<StageView> Stages,
    IReadOnlyList<string> Functions,
    IReadOnlyList<string> Tables,
    IReadOnlyList<LimitView> Limits,
    IReadOnlyList<FaultView> Faults,
    JournalView Journal);

internal sealed record StageView(
    string Api, string ApiId, string Name, Uri WebSocketUrl, Uri CallbackUrl, string RouteSelectionExpression, IReadOnlyList<RouteView> Routes);

internal sealed record RouteView(string RouteKey, string? Function, bool IsTwoWay, double? TimeoutMs);

internal sealed record LimitView(string Name, string Value, string Scope);

/// <summary>A fault on demand that is in force.</summary>
internal sealed record FaultView(string Name, string Description);

internal sealed record JournalView(long First, long Next, int Capacity, int MaxTextBytes);

internal sealed record ConnectionView(
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

internal sealed record ConnectionsView(int Total, int Offset, IReadOnlyList<ConnectionView> Connections);

internal sealed record ConnectionDetailView(ConnectionView? Connection, IReadOnlyList<EventView> Events);

internal sealed record EventView(
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
    bool IsCut);

/// <param name="Next">What to give as <c>after</c> next time.</param>
/// <param name="Lost">Events between <c>after</c> and the first of these that are not kept any more, or were left out to keep up.</param>
internal sealed record EventsView(IReadOnlyList<EventView> Events, long First, long Next, long Lost);

internal sealed record FunctionView(
    string Name,
    string Runtime,
    string Handler,
    double TimeoutMs,
    int MemorySizeInMB,
    int MaxEnvironments,
    bool IsStartedElsewhere,
    int Queued,
    IReadOnlyList<EnvironmentView> Environments,
    IReadOnlyList<EventView> Events);

internal sealed record EnvironmentView(string Id, string State, bool IsAttached, bool IsWarm, string? RequestId, double? BusyMs);

internal sealed record TableView(string Name, IReadOnlyList<KeyView> Key, string? TimeToLiveAttribute);

internal sealed record KeyView(string Name, string Type, string KeyType);

/// <param name="Items">In DynamoDB's own JSON.</param>
/// <param name="Next">What to give as <c>after</c> for the next page. Null: this was the last.</param>
internal sealed record RowsView(IReadOnlyList<JsonElement> Items, string? Next);

internal sealed record SentView(int Sent, int Refused, string MessageId);

internal sealed record ClosedView(int Closed);

internal sealed record ClearedView(int Deleted);

internal sealed record InvokedView(string Outcome, string MessageId, double DurationMs, string? ErrorType, string? Text);

internal sealed record ErrorView(string Message);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StateView))]
[JsonSerializable(typeof(ConnectionsView))]
[JsonSerializable(typeof(ConnectionDetailView))]
[JsonSerializable(typeof(EventsView))]
[JsonSerializable(typeof(IReadOnlyList<FunctionView>))]
[JsonSerializable(typeof(IReadOnlyList<TableView>))]
[JsonSerializable(typeof(RowsView))]
[JsonSerializable(typeof(SentView))]
[JsonSerializable(typeof(ClosedView))]
[JsonSerializable(typeof(ClearedView))]
[JsonSerializable(typeof(InvokedView))]
[JsonSerializable(typeof(ErrorView))]
internal sealed partial class ConsoleJson : JsonSerializerContext;
