using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Chat.Emulator.Terminal;

/// <summary>
/// Tells when the <c>dotnet run</c> that started this process is gone. Killed outright it has no time to tell its child, which would
/// keep the port. On Windows the SDK puts the child into a job object that ends with it, so there is nothing to watch.
/// </summary>
internal static class ParentProcess
{
    /// <summary>Completes when the parent has ended; never, when the parent is no <c>dotnet</c> (a shell may well end before us).</summary>
    public static async Task EndedAsync(CancellationToken cancellationToken)
    {
        using var parent = OperatingSystem.IsWindows() ? null : FindDotnet(GetParentId());
        if (parent is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return;
        }

        await parent.WaitForExitAsync(cancellationToken);
    }

    private static Process? FindDotnet(int id)
    {
        try
        {
            var process = Process.GetProcessById(id);
            if (process.ProcessName == "dotnet")
            {
                return process;
            }

            process.Dispose();
            return null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetParentId();
}
