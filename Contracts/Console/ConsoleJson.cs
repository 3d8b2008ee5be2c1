using System.Text.Json.Serialization;

namespace Chat.Contracts.Console;

/// <summary>The console's answers as JSON: docs/console.md describes them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StateView))]
[JsonSerializable(typeof(ConnectionsView))]
[JsonSerializable(typeof(ConnectionDetailView))]
[JsonSerializable(typeof(EventsView))]
[JsonSerializable(typeof(MessagesView))]
[JsonSerializable(typeof(MessageDetailView))]
[JsonSerializable(typeof(IReadOnlyList<FunctionView>))]
[JsonSerializable(typeof(IReadOnlyList<TableView>))]
[JsonSerializable(typeof(RowsView))]
[JsonSerializable(typeof(SentView))]
[JsonSerializable(typeof(ClosedView))]
[JsonSerializable(typeof(ClearedView))]
[JsonSerializable(typeof(InvokedView))]
[JsonSerializable(typeof(RecordingView))]
[JsonSerializable(typeof(RecordingRequest))]
[JsonSerializable(typeof(ErrorView))]
public sealed partial class ConsoleJson : JsonSerializerContext;
