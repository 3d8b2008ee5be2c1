using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>An <c>AWS::DynamoDB::Table</c>.</summary>
public sealed record Table
{
    public required string LogicalId { get; init; }

    public required string Name { get; init; }

    public required ImmutableArray<KeyElement> Key { get; init; }

    /// <summary>Name to type (<c>S</c>, <c>N</c>, <c>B</c>) of every attribute that a key or an index uses.</summary>
    public required ImmutableDictionary<string, string> Attributes { get; init; }

    public ImmutableArray<TableIndex> GlobalIndexes { get; init; } = [];

    public ImmutableArray<TableIndex> LocalIndexes { get; init; } = [];

    /// <summary>The attribute with an item's expiry in epoch seconds, if time to live is on.</summary>
    public string? TimeToLiveAttribute { get; init; }
}

/// <summary>An attribute of a key: <c>HASH</c> or <c>RANGE</c>.</summary>
public sealed record KeyElement(string AttributeName, string KeyType);

/// <summary>A secondary index. <c>ProjectionType</c> is <c>ALL</c>, <c>KEYS_ONLY</c> or <c>INCLUDE</c>.</summary>
public sealed record TableIndex(string Name, ImmutableArray<KeyElement> Key, string ProjectionType, ImmutableArray<string> NonKeyAttributes);
