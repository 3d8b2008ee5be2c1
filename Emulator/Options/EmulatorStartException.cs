namespace Chat.Emulator.Options;

/// <summary>The emulator could not start. The message says what happened, where, and what to do; nothing half-started is left behind.</summary>
public sealed class EmulatorStartException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What the process ends with: 1, or 2 when what it was given is nothing to run.</summary>
    public int ExitCode { get; init; } = 1;
}
