namespace Chat.EndToEnd.Tests;

/// <summary>A test of the emulator as a native program; skipped with that reason where none can be linked.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeFactAttribute : FactAttribute
{
    public NativeFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Publishes for Linux: Linux only.";
        }
        else if (!new[] { "clang", "gcc" }.Any(IsOnPath))
        {
            Skip = "No clang or gcc on the PATH to link a native program with (Debian: apt-get install gcc).";
        }
    }

    private static bool IsOnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));
}
