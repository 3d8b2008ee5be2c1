using System.Collections.Immutable;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Start;

/// <summary>Functions as people name them: by the name that AWS gives them, or by their logical ID in the template.</summary>
internal static class FunctionNames
{
    /// <summary>The options with names alone.</summary>
    public static EmulatorOptions InOptions(EmulatorOptions options, Stack stack)
    {
        var names = stack.Functions.Select(function => function.Name).ToHashSet(StringComparer.Ordinal);
        var byLogicalId = stack.Functions.DistinctBy(function => function.LogicalId).ToDictionary(function => function.LogicalId, function => function.Name, StringComparer.Ordinal);
        return options with
        {
            Run = options.Run.ToImmutableDictionary(run => NameOf(run.Key), run => run.Value),
            InvokedElsewhere = options.InvokedElsewhere.ToImmutableDictionary(invoked => NameOf(invoked.Key), invoked => invoked.Value),
            Attached = [.. options.Attached.Select(NameOf)],
            Debugged = [.. options.Debugged.Select(NameOf)],
        };

        string NameOf(string given) => names.Contains(given) ? given : byLogicalId.GetValueOrDefault(given, given);
    }
}
