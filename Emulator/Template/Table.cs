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

    /// <summary>
    /// Of a table's first stream; AWS has the time at which it was made. Tables/dynalite/streams.mjs has the same.
    /// </summary>
    internal const string StreamLabel = "2026-01-01T00:00:00.000";

    /// <summary>What the records of its stream show: <c>KEYS_ONLY</c>, <c>NEW_IMAGE</c>, <c>OLD_IMAGE</c>, <c>NEW_AND_OLD_IMAGES</c>. Null: no stream.</summary>
    public string? StreamViewType { get; init; }

    /// <summary>Null without a stream.</summary>
    public string? StreamArn { get; init; }

    /// <summary>The attribute with an item's expiry in epoch seconds, if time to live is on.</summary>
    public string? TimeToLiveAttribute { get; init; }
}

/// <summary>An attribute of a key: <c>HASH</c> or <c>RANGE</c>.</summary>
public sealed record KeyElement(string AttributeName, string KeyType);

/// <summary>A secondary index. <c>ProjectionType</c> is <c>ALL</c>, <c>KEYS_ONLY</c> or <c>INCLUDE</c>.</summary>
public sealed record TableIndex(string Name, ImmutableArray<KeyElement> Key, string ProjectionType, ImmutableArray<string> NonKeyAttributes);
