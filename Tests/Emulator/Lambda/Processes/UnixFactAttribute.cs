namespace Chat.Emulator.Tests.Lambda.Processes;

/// <summary>A fact about POSIX signals, sessions or shells.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Windows has no POSIX signals, sessions and shells.";
        }
    }
}
