using System.Collections.Immutable;
using Chat.Emulator.Template;

namespace Chat.Emulator.Modules;

/// <summary>A stack that is to take the place of the one that runs.</summary>
/// <param name="Changed">The functions of the new one whose processes are to be others: their code differs, or their environments.</param>
internal sealed record StackChange(Stack Before, Stack After, ImmutableArray<Function> Changed);
