namespace Chat.Emulator.Tests.Lambda.Processes;

/// <summary>A fact about /proc.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Only Linux tells of every process's environment in /proc.";
        }
    }
}
