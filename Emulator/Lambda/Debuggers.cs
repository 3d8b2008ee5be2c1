using System.Globalization;

namespace Chat.Emulator.Lambda;

/// <summary>
/// Whether somebody debugs a function's process, as far as that can be seen from outside: on Linux. Looked at only when a timeout is about to
/// end something.
/// </summary>
internal static class Debuggers
{
    // What the .NET runtime has open while a debugger is connected, and not before:
    // https://github.com/dotnet/runtime/blob/main/src/coreclr/debug/debug-pal/unix/twowaypipe.cpp
    private const string DotNetPipe = "clr-debug-pipe-";
    private const string Closed = " (deleted)";

    /// <summary>True when the process, or one of its session (a command may start the function), has a debugger.</summary>
    public static bool AreIn(int session)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            return Directory.EnumerateDirectories("/proc").Any(folder => IsOf(session, folder) && IsDebugged(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Any file of a process may be gone when it is read, for the process is.
    private static bool IsOf(int session, string folder)
    {
        if (!char.IsAsciiDigit(Path.GetFileName(folder)[0]))
        {
            return false;
        }

        try
        {
            // 72 (name) S 71 71 71 …: after the name, which may itself contain anything, come state, parent, group and session.
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 5)[3] == session.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsDebugged(string folder)
    {
        try
        {
            return IsTraced(folder) || IsInspected(folder) || Directory.EnumerateFiles(Path.Combine(folder, "fd")).Any(IsOpenDotNetPipe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // gdb and lldb.
    private static bool IsTraced(string folder) => File.ReadLines(Path.Combine(folder, "status"))
        .Any(line => line.StartsWith("TracerPid:", StringComparison.Ordinal) && line.AsSpan()["TracerPid:".Length..].Trim() is not "0");

    // "node --inspect-brk …", "python -m debugpy …": who starts it so means to debug it.
    private static bool IsInspected(string folder) => File.ReadAllText(Path.Combine(folder, "cmdline"))
        .Split('\0')
        .Any(argument => argument == "debugpy" || argument.StartsWith("--inspect", StringComparison.Ordinal));

    private static bool IsOpenDotNetPipe(string file) =>
        new FileInfo(file).LinkTarget is { } target
        && target.Contains(DotNetPipe, StringComparison.Ordinal)
        && !target.EndsWith(Closed, StringComparison.Ordinal);
}
