namespace Chat.Emulator.Options;

/// <summary>What a terminal shows beside warnings.</summary>
public enum TerminalOutput
{
    /// <summary>What runs; then, where a person reads it, a line for each message.</summary>
    Messages,

    /// <summary>The lines <c>ready</c> alone.</summary>
    Quiet,

    /// <summary>A line for each message and for all that happens on its way, wherever the output goes.</summary>
    Verbose,

    /// <summary>A JSON object a line on standard output: what is ready, and each message.</summary>
    Json,
}
