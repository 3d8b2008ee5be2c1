using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Chat.Emulator.Host.Terminal;

/// <summary>
/// Tells when the <c>dotnet run</c> that started this process is gone. Killed outright it has no time to tell its child, which would
/// keep the port. On Windows the SDK puts the child into a job object that ends with it, so there is nothing to watch.
/// </summary>
public static class ParentProcess
{
    // Process.WaitForExitAsync asks ten times a second, when the process is no child; and each tick of a timer walks through all timers, of
    // which every connection has one.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    /// <summary>Completes when the parent has ended; never, when the parent is no <c>dotnet</c> (a shell may well end before us).</summary>
    public static async Task EndedAsync(CancellationToken cancellationToken)
    {
        var parent = OperatingSystem.IsWindows() ? 0 : GetParentId();
        if (parent == 0 || !IsDotnet(parent))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return;
        }

        // Whose parent ends is given another one.
        using var timer = new PeriodicTimer(Pause, TimeProvider.System);
        while (GetParentId() == parent)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static bool IsDotnet(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName == "dotnet";
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetParentId();
}
