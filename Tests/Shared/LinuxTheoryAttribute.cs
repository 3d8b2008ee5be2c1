namespace Chat.Tests;

/// <summary>As <c>LinuxFact</c>, for several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Sends signals and looks at processes through /proc: Linux only.";
        }
    }
}
