using System.Collections.Immutable;
using Chat.Emulator.Modules;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Reload;

/// <summary>What differs between the stack that runs and the one that was read.</summary>
/// <param name="Functions">By name, what of them changed: <c>code</c>, <c>configuration</c>, <c>new</c>.</param>
/// <param name="Others">The rest, in words, for the log.</param>
internal sealed record StackChanges(ImmutableSortedDictionary<string, string> Functions, ImmutableArray<string> Others)
{
    public bool IsEmpty => Functions.IsEmpty && Others.IsEmpty;

    public static StackChanges Of(Stack before, Stack after, ImmutableSortedDictionary<string, string> functions, IEnumerable<IModule> modules) =>
        new(functions, [.. modules.SelectMany(module => module.Differences(before, after))]);

    public override string ToString() =>
        string.Join("; ", Functions.Select(function => $"function {function.Key} ({function.Value})").Concat(Others));
}
