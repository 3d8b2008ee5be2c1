namespace Chat.Emulator.Expressions.Velocity;

// What a value is in a template: string, long, double, bool, null, TemplateList, TemplateMap, MapEntry or an ITemplateObject.

/// <summary>A list. One that came out of JSON is rendered as JSON, one that a template made as Java renders it.</summary>
internal sealed class TemplateList(bool isJson = false) : List<object?>
{
    public bool IsJson => isJson;

    public static TemplateList Of(IEnumerable<object?> items)
    {
        var list = new TemplateList();
        list.AddRange(items);
        return list;
    }
}

/// <summary>A map, in the order in which its entries came.</summary>
internal sealed class TemplateMap : Dictionary<string, object?>
{
    // Dictionary keeps the order as long as nothing is removed; nobody promises more for Java's either.
    public TemplateMap()
        : base(StringComparer.Ordinal)
    {
    }
}

internal sealed record MapEntry(string Key, object? Value);

/// <summary>A variable of API Gateway that has methods: <c>$input</c>, <c>$util</c>.</summary>
internal interface ITemplateObject
{
    object? Get(string name);

    object? Call(string name, object?[] arguments);
}
