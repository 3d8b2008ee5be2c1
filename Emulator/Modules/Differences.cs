using System.Collections.Immutable;

namespace Chat.Emulator.Modules;

/// <summary>What differs, in words.</summary>
internal static class Differences
{
    public static void AddIfChanged(this ImmutableArray<string>.Builder others, string what, object? before, object after)
    {
        if (before is null)
        {
            others.Add($"{what} (new)");
        }
        else if (!Structure.AreEqual(before, after))
        {
            others.Add($"{what} (changed)");
        }
    }

    public static void AddGone(
        this ImmutableArray<string>.Builder others, string what, IEnumerable<string> before, IEnumerable<string> after, string consequence = "") =>
        others.AddRange(before.Except(after).Order(StringComparer.Ordinal).Select(name => $"{what} {name} (gone{consequence})"));
}
