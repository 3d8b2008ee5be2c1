using System.Collections.Immutable;

namespace Chat.Emulator.Tables;

/// <summary>The end of the tables' server, with the last lines that it wrote to standard error.</summary>
internal sealed record TableServerExit(int ExitCode, ImmutableArray<string> LastErrors)
{
    public override string ToString() => LastErrors.IsEmpty
        ? $"The tables' server (dynalite) ended with exit code {ExitCode} and no output."
        : $"The tables' server (dynalite) ended with exit code {ExitCode}: {string.Join(Environment.NewLine, LastErrors)}";
}
