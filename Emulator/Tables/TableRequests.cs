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
        AttributeDefinitions =
        [
            .. table.Attributes
                .OrderBy(attribute => attribute.Key, StringComparer.Ordinal)
                .Select(attribute => new AttributeDefinition(attribute.Key, new ScalarAttributeType(attribute.Value))),
        ],
        // The service refuses an empty list.
        GlobalSecondaryIndexes = table.GlobalIndexes.IsEmpty
            ? null
            : [.. table.GlobalIndexes.Select(index => new GlobalSecondaryIndex { IndexName = index.Name, KeySchema = Key(index.Key), Projection = Projection(index) })],
        LocalSecondaryIndexes = table.LocalIndexes.IsEmpty
            ? null
            : [.. table.LocalIndexes.Select(index => new LocalSecondaryIndex { IndexName = index.Name, KeySchema = Key(index.Key), Projection = Projection(index) })],
    };

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
