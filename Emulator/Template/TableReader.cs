using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>Reads <c>AWS::DynamoDB::Table</c>, and <c>AWS::DynamoDB::GlobalTable</c> (CDK's <c>TableV2</c>) as the one table it is here.</summary>
internal static class TableReader
{
    public static bool IsTable(string type) => type is "AWS::DynamoDB::Table" or "AWS::DynamoDB::GlobalTable";

    public static ImmutableArray<Table> Read(ImmutableArray<Resource> resources)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var tables = ImmutableArray.CreateBuilder<Table>();
        foreach (var resource in resources.Where(resource => IsTable(resource.Type)))
        {
            var table = Read(resource);
            if (!names.Add(table.Name))
            {
                throw resource.At.Error($"another table of the assembly is also named '{table.Name}'.");
            }

            tables.Add(table);
        }

        return tables.ToImmutable();
    }

    private static Table Read(Resource resource)
    {
        var properties = resource.Properties;
        var timeToLive = properties.Object("TimeToLiveSpecification");
        var view = properties.Object("StreamSpecification")?.OneOf("StreamViewType", null, "KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES");
        var table = new Table
        {
            LogicalId = resource.LogicalId,
            Name = resource.Ref,
            Key = Key(properties),
            Attributes = Attributes(properties),
            GlobalIndexes = [.. properties.Objects("GlobalSecondaryIndexes").Select(Index)],
            LocalIndexes = [.. properties.Objects("LocalSecondaryIndexes").Select(Index)],
            StreamViewType = view,
            StreamArn = view is null ? null : resource.Attribute("StreamArn"),
            TimeToLiveAttribute = timeToLive?.Flag("Enabled") is true ? timeToLive.Text("AttributeName") : null,
        };
        var keys = table.GlobalIndexes.Concat(table.LocalIndexes).SelectMany(index => index.Key).Concat(table.Key);
        return keys.FirstOrDefault(key => !table.Attributes.ContainsKey(key.AttributeName)) is { } undefined
            ? throw properties.At.Into("AttributeDefinitions").Error($"doesn't define '{undefined.AttributeName}', which a key uses.")
            : table;
    }

    private static ImmutableArray<KeyElement> Key(Properties properties)
    {
        ImmutableArray<KeyElement> key =
        [
            .. properties.Objects("KeySchema").Select(element =>
                new KeyElement(element.Text("AttributeName"), element.OneOf("KeyType", null, "HASH", "RANGE"))),
        ];
        return key is [{ KeyType: "HASH" }] or [{ KeyType: "HASH" }, { KeyType: "RANGE" }]
            ? key
            : throw properties.At.Into("KeySchema").Error("must have a HASH attribute, which a RANGE attribute may follow.");
    }

    private static ImmutableDictionary<string, string> Attributes(Properties properties)
    {
        var attributes = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var definition in properties.Objects("AttributeDefinitions"))
        {
            attributes[definition.Text("AttributeName")] = definition.OneOf("AttributeType", null, "S", "N", "B");
        }

        return attributes.ToImmutable();
    }

    private static TableIndex Index(Properties properties)
    {
        var projection = properties.Object("Projection");
        return new TableIndex(
            properties.Text("IndexName"),
            Key(properties),
            projection?.OneOf("ProjectionType", "ALL", "ALL", "KEYS_ONLY", "INCLUDE") ?? throw properties.At.Into("Projection").Error("is required."),
            projection.Texts("NonKeyAttributes"));
    }
}
