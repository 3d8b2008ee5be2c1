using System.Text.Json;

namespace Chat.Contracts.Console;

/// <summary>A table and its key: <c>GET tables</c>.</summary>
public sealed record TableView(string Name, IReadOnlyList<KeyView> Key, string? TimeToLiveAttribute);

/// <summary>An attribute of a key.</summary>
public sealed record KeyView(string Name, string Type, string KeyType);

/// <summary>A page of a table's rows: <c>GET tables/{name}/rows</c>.</summary>
/// <param name="Items">In DynamoDB's own JSON.</param>
/// <param name="Next">What to give as <c>after</c> for the next page. Null: this was the last.</param>
public sealed record RowsView(IReadOnlyList<JsonElement> Items, string? Next);
