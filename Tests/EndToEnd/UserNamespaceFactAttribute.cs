using System.Diagnostics;

namespace Chat.EndToEnd.Tests;

/// <summary>A test that lowers a limit of the system in a user namespace of its own; elsewhere skipped with that reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UserNamespaceFactAttribute : FactAttribute
{
    public UserNamespaceFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !CanLower())
        {
            Skip = "Needs Linux, 'unshare', and the right to make a user namespace whose inotify limit can be lowered.";
        }
    }

    private static bool CanLower()
    {
        try
        {
            var start = new ProcessStartInfo("unshare", ["--user", "--map-root-user", "/bin/sh", "-c", "echo 0 > /proc/sys/user/max_inotify_instances"])
            {
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
