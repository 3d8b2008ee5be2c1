using System.Collections.Immutable;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda;

/// <summary>The commands that start functions instead of their runtimes' own, with <c>*</c> spelled out.</summary>
internal static class RunCommands
{
    public static ImmutableDictionary<string, string> Of(EmulatorOptions options, ImmutableArray<Function> functions) =>
        options.Run.TryGetValue(EmulatorOptions.EveryFunction, out var command)
            ? functions.ToImmutableDictionary(function => function.Name, _ => command).SetItems(options.Run).Remove(EmulatorOptions.EveryFunction)
            : options.Run;
}
