using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Chat.Emulator.Lambda.Processes;

/// <summary>POSIX process groups.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ProcessGroup
{
    private const int SigKill = 9;

    /// <summary>Kills the leader and all members. A group that is gone is no error.</summary>
    public static void Kill(int leader)
    {
        // kill(0) means the caller's own group, kill(-1) every process of the user.
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(leader, 1);
        _ = Kill(-leader, SigKill);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
