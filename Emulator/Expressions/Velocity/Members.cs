using System.Globalization;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary>What values have: properties, elements and methods. What a value doesn't have is nothing, not an error, as in Velocity.</summary>
internal static class Members
{
    public static object? Get(object value, string name) => value switch
    {
        ITemplateObject variable => variable.Get(name),
        TemplateMap map when map.TryGetValue(name, out var entry) => entry,
        TemplateMap { Count: var count } when name == "empty" => count == 0,
        TemplateList list when name == "empty" => list.Count == 0,
        MapEntry entry => name switch { "key" => entry.Key, "value" => entry.Value, _ => null },
        string text when name == "empty" => text.Length == 0,
        _ => null,
    };

    public static object? At(object value, object? key) => value switch
    {
        TemplateMap map when key is not null => map.GetValueOrDefault(ValueRendering.Text(key)),
        TemplateList list when key is long index => index >= -list.Count && index < list.Count ? list[(int)(index < 0 ? list.Count + index : index)] : null,
        _ => null,
    };

    public static object? Call(object value, string name, object?[] arguments) => (name, value) switch
    {
        (_, ITemplateObject variable) => variable.Call(name, arguments),
        ("toString", _) => ValueRendering.Text(value),
        ("equals", _) when arguments is [var other] => other is not null && value.GetType() == other.GetType() && Operators.AreEqual(value, other),
        (_, string text) => TextMethods.Call(text, name, arguments),
        (_, TemplateList list) => ListMethods.Call(list, name, arguments),
        (_, TemplateMap map) => MapMethods.Call(map, name, arguments),
        ("getKey", MapEntry entry) => entry.Key,
        ("getValue", MapEntry entry) => entry.Value,
        ("intValue" or "longValue", long) => value,
        ("intValue" or "longValue", double number) => (long)number,
        ("doubleValue", long or double) => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>What looking at it takes, roughly.</summary>
    public static int SizeOf(object? value) => value switch
    {
        string text => text.Length / 100,
        TemplateList list => list.Count,
        TemplateMap map => map.Count,
        _ => 0,
    };
}
