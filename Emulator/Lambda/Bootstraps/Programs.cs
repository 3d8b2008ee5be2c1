using System.Collections.Immutable;

namespace Chat.Emulator.Lambda.Bootstraps;

/// <summary>Finds programs as a shell does.</summary>
internal static class Programs
{
    /// <summary>The path of the first of these that is on the PATH; null when none is.</summary>
    public static string? Find(string? path, params ReadOnlySpan<string> names)
    {
        ImmutableArray<string> folders = [.. (path ?? "").Split(Path.PathSeparator).Where(Path.IsPathFullyQualified)];
        foreach (var name in names)
        {
            foreach (var folder in folders)
            {
                foreach (var extension in Extensions())
                {
                    if (Path.Combine(folder, name + extension) is var file && IsProgram(file))
                    {
                        return file;
                    }
                }
            }
        }

        return null;
    }

    private static string[] Extensions() => OperatingSystem.IsWindows() ? [".exe"] : [""];

    // Empty on Windows: the aliases python.exe and python3.exe that only open the Store.
    private static bool IsProgram(string file) => OperatingSystem.IsWindows()
        ? new FileInfo(file) is { Exists: true, Length: > 0 }
        : File.Exists(file) && (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
