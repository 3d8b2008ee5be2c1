using System.Collections.Immutable;

namespace Chat.Emulator.Lambda;

/// <summary>Whether a function can run: a closed set.</summary>
internal abstract record WarmUpOutcome
{
    private WarmUpOutcome()
    {
    }

    /// <summary>An environment is up and has asked for an event.</summary>
    public sealed record Ready : WarmUpOutcome;

    /// <summary>It could not be started, or ended or hung before it asked for an event.</summary>
    /// <param name="LastOutput">The last lines that it wrote, standard error among them; may be empty.</param>
    public sealed record Failed(string ErrorType, string ErrorMessage, ImmutableArray<string> LastOutput) : WarmUpOutcome;
}
