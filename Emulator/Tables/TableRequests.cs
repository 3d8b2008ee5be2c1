using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables;

/// <summary>A template's table in DynamoDB's words.</summary>
internal static class TableRequests
{
    /// <summary>Always on demand: provisioned throughput isn't emulated.</summary>
    public static CreateTableRequest Create(Table table) => new()
    {
        TableName = table.Name,
        BillingMode = BillingMode.PAY_PER_REQUEST,
        KeySchema = Key(table.Key),
        AttributeDefinitions = Attributes(table),
        StreamSpecification = Stream(table),
        // The service refuses an empty list.
        GlobalSecondaryIndexes = table.GlobalIndexes.IsEmpty
            ? null
            : [.. table.GlobalIndexes.Select(index => new GlobalSecondaryIndex { IndexName = index.Name, KeySchema = Key(index.Key), Projection = Projection(index) })],
        LocalSecondaryIndexes = table.LocalIndexes.IsEmpty
            ? null
            : [.. table.LocalIndexes.Select(index => new LocalSecondaryIndex { IndexName = index.Name, KeySchema = Key(index.Key), Projection = Projection(index) })],
    };

    /// <summary>
    /// What makes the template's table of one that exists, one after the other, as DynamoDB takes them; null when that has another key, or other
    /// local indexes: then only a new table would do.
    /// </summary>
    public static IReadOnlyList<UpdateTableRequest>? Changes(TableDescription existing, Table table)
    {
        if (Words(existing.KeySchema) != Words(Key(table.Key))
            || !Set(existing.LocalSecondaryIndexes?.Select(index => Words(index.IndexName, index.KeySchema, index.Projection)))
                .SetEquals(table.LocalIndexes.Select(index => Words(index.Name, Key(index.Key), Projection(index))))
            || existing.AttributeDefinitions?.Any(attribute => table.Attributes.GetValueOrDefault(attribute.AttributeName, attribute.AttributeType.Value) != attribute.AttributeType.Value) == true)
        {
            return null;
        }

        var changes = new List<UpdateTableRequest>();
        var had = existing.GlobalSecondaryIndexes?.ToDictionary(index => index.IndexName, index => Words(index.IndexName, index.KeySchema, index.Projection)) ?? [];
        var wanted = table.GlobalIndexes.ToDictionary(index => index.Name, index => Words(index.Name, Key(index.Key), Projection(index)));
        changes.AddRange(had.Where(index => wanted.GetValueOrDefault(index.Key) != index.Value).Select(index => Change(new GlobalSecondaryIndexUpdate
        {
            Delete = new DeleteGlobalSecondaryIndexAction { IndexName = index.Key },
        })));
        changes.AddRange(table.GlobalIndexes.Where(index => had.GetValueOrDefault(index.Name) != wanted[index.Name]).Select(index => Change(new GlobalSecondaryIndexUpdate
        {
            Create = new CreateGlobalSecondaryIndexAction { IndexName = index.Name, KeySchema = Key(index.Key), Projection = Projection(index) },
        })));
        changes.AddRange(StreamChanges(existing, table));
        return changes;

        UpdateTableRequest Change(GlobalSecondaryIndexUpdate update) => new()
        {
            TableName = table.Name,
            AttributeDefinitions = Attributes(table),
            GlobalSecondaryIndexUpdates = [update],
        };
    }

    // A stream shows what it shows: another view is another stream.
    private static IEnumerable<UpdateTableRequest> StreamChanges(TableDescription existing, Table table)
    {
        var view = existing.StreamSpecification is { StreamEnabled: true } stream ? stream.StreamViewType?.Value : null;
        if (view == table.StreamViewType)
        {
            yield break;
        }

        if (view is not null)
        {
            yield return new UpdateTableRequest { TableName = table.Name, StreamSpecification = new StreamSpecification { StreamEnabled = false } };
        }

        if (Stream(table) is { } wanted)
        {
            yield return new UpdateTableRequest { TableName = table.Name, StreamSpecification = wanted };
        }
    }

    private static StreamSpecification? Stream(Table table) =>
        table.StreamViewType is { } view ? new StreamSpecification { StreamEnabled = true, StreamViewType = new StreamViewType(view) } : null;

    private static List<AttributeDefinition> Attributes(Table table) =>
    [
        .. table.Attributes
            .OrderBy(attribute => attribute.Key, StringComparer.Ordinal)
            .Select(attribute => new AttributeDefinition(attribute.Key, new ScalarAttributeType(attribute.Value))),
    ];

    /// <summary>True when a table that exists has the keys and the indexes of the template's.</summary>
    public static bool IsSame(TableDescription existing, Table table) =>
        Words(existing.KeySchema) == Words(Key(table.Key))
        && Set(existing.AttributeDefinitions?.Select(attribute => $"{attribute.AttributeName}:{attribute.AttributeType.Value}"))
            .SetEquals(table.Attributes.Select(attribute => $"{attribute.Key}:{attribute.Value}"))
        && Set(existing.GlobalSecondaryIndexes?.Select(index => Words(index.IndexName, index.KeySchema, index.Projection)))
            .SetEquals(table.GlobalIndexes.Select(index => Words(index.Name, Key(index.Key), Projection(index))))
        && Set(existing.LocalSecondaryIndexes?.Select(index => Words(index.IndexName, index.KeySchema, index.Projection)))
            .SetEquals(table.LocalIndexes.Select(index => Words(index.Name, Key(index.Key), Projection(index))));

    private static List<KeySchemaElement> Key(IEnumerable<KeyElement> key) =>
        [.. key.Select(element => new KeySchemaElement(element.AttributeName, new KeyType(element.KeyType)))];

    private static Projection Projection(TableIndex index) => new()
    {
        ProjectionType = new ProjectionType(index.ProjectionType),
        NonKeyAttributes = index.NonKeyAttributes.IsEmpty ? null : [.. index.NonKeyAttributes],
    };

    private static HashSet<string> Set(IEnumerable<string>? words) => [.. words ?? []];

    private static string Words(IEnumerable<KeySchemaElement> key) =>
        string.Join(',', key.Select(element => $"{element.AttributeName} {element.KeyType.Value}"));

    private static string Words(string name, IEnumerable<KeySchemaElement> key, Projection projection) =>
        $"{name}({Words(key)}) {projection.ProjectionType.Value} {string.Join(',', (projection.NonKeyAttributes ?? []).Order(StringComparer.Ordinal))}";
}
