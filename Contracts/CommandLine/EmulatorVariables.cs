namespace Chat.Contracts.CommandLine;

/// <summary>What the emulator is told by its environment, for other users of a machine can read command lines.</summary>
public static class EmulatorVariables
{
    /// <summary>The token that changes through the console need. Without it a random one, which the start prints.</summary>
    public const string ConsoleToken = "EMULATOR_CONSOLE_TOKEN";
}
