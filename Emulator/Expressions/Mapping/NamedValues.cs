using System.Collections.Immutable;

namespace Chat.Emulator.Expressions.Mapping;

/// <summary>A header or a query parameter with all of its values, at least one, in the order they came.</summary>
internal readonly record struct NamedValues(string Name, string[] Values)
{
    /// <summary>The last value under a name. Null when there is none.</summary>
    public static string? FindLast(ImmutableArray<NamedValues> entries, string name, StringComparison comparison)
    {
        foreach (var entry in entries)
        {
            if (entry.Name.Equals(name, comparison))
            {
                return entry.Values[^1];
            }
        }

        return null;
    }
}
