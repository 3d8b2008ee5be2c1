namespace Chat.Emulator.Expressions.Mapping;

/// <summary>A header or a query parameter with all of its values, at least one, in the order they came.</summary>
internal readonly record struct NamedValues(string Name, string[] Values);
