namespace Chat.Tests;

/// <summary>A test that sends signals and looks at processes through /proc; elsewhere skipped with that reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Sends signals and looks at processes through /proc: Linux only.";
        }
    }
}
