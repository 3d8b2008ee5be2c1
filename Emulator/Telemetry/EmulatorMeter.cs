namespace Chat.Emulator.Telemetry;

/// <summary>The meter of everything but functions: see docs/telemetry.md.</summary>
internal static class EmulatorMeter
{
    public const string Name = "Chat.Emulator";
}
