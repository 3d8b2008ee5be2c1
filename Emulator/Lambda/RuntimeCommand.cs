using System.Collections.Immutable;

namespace Chat.Emulator.Lambda;

/// <summary>The command that runs a function: a closed set.</summary>
internal abstract record RuntimeCommand
{
    private RuntimeCommand()
    {
    }

    /// <summary>Start this.</summary>
    public sealed record Start(string FileName, ImmutableArray<string> Arguments, string WorkingDirectory, TimeSpan InitTimeout) : RuntimeCommand;

    /// <summary>The function can't run as things are; the reason says what to do.</summary>
    public sealed record Missing(string Reason) : RuntimeCommand;
}
