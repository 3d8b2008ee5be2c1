using System.Collections.Immutable;

namespace Chat.Emulator.Tables;

/// <summary>The end of the tables' server, with the last lines that it wrote to standard error.</summary>
internal sealed record TableServerExit(int ExitCode, ImmutableArray<string> LastErrors)
{
    /// <summary>What it means for whoever runs the emulator. Empty while that isn't known.</summary>
    public string Consequence { get; init; } = "";

    public override string ToString() => $"{Ending} {Consequence}".TrimEnd();

    private string Ending => string.Join(Environment.NewLine, LastErrors.Where(line => !IsOfStack(line))) is { Length: > 0 } said
        ? $"The tables' server (dynalite) ended with exit code {ExitCode}: {said}"
        : $"The tables' server (dynalite) ended with exit code {ExitCode} and no output.";

    // "    at Server.handle (file:///…)": in the log, for those who look for it.
    private static bool IsOfStack(string line) => line.Length == 0 || (line[0] == ' ' && line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
}
