using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Chat.Emulator.Lambda.Processes;

/// <summary>
/// Linux's scheduling for batches: a thread that wakes up doesn't push another one off the processor. https://man7.org/linux/man-pages/man7/sched.7.html
/// </summary>
/// <remarks>
/// A broadcast goes through several processes that wake each other for every single post. Pushed aside each time, none of them gets far, and the
/// processor's caches are cold for the next one. This way each does what it has before the next one comes; and the editor and the browser of
/// whoever develops here come first.
/// </remarks>
[SupportedOSPlatform("linux")]
internal static class BatchScheduling
{
    // A folder for each thread.
    private const string Tasks = "/proc/self/task";

    private const int Normal = 0;
    private const int Batch = 3;

    /// <summary>
    /// For this process, and for those that it starts. A thread with another policy than the normal one keeps it, and where the system refuses
    /// (musl has no such call) or has no /proc, all stays as it was.
    /// </summary>
    public static void Enter()
    {
        var noPriority = 0;
        foreach (var task in Directory.Exists(Tasks) ? Directory.EnumerateDirectories(Tasks) : [])
        {
            // One that has ended meanwhile is no error.
            if (int.TryParse(Path.GetFileName(task), CultureInfo.InvariantCulture, out var thread) && GetPolicy(thread) == Normal)
            {
                _ = SetPolicy(thread, Batch, ref noPriority);
            }
        }
    }

    [DllImport("libc", EntryPoint = "sched_getscheduler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetPolicy(int thread);

    [DllImport("libc", EntryPoint = "sched_setscheduler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPolicy(int thread, int policy, ref int priority);
}
