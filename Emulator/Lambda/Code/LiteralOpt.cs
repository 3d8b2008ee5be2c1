using System.Collections.Immutable;
using Chat.Emulator.Lambda.Bootstraps;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Code;

/// <summary>
/// Code of a function, or of its layers, that names <c>/opt</c> itself: it finds the layers there when the process is started in a mount namespace of
/// its own, which Linux lets a user make where user namespaces are allowed. What this machine has in <c>/opt</c> stays visible.
/// </summary>
internal static class LiteralOpt
{
    private const int MaxFiles = 5_000;
    private const long MaxFileBytes = 4 * 1024 * 1024;

    // "lowerdir=" takes a list: no separator may stand in the path.
    private const string Overlay = """mount -t overlay overlay -o "lowerdir=$0:/opt" /opt && exec "$@" """;

    /// <summary>The words to put before a command. Empty when there is no such program, or no folder to mount on.</summary>
    public static ImmutableArray<string> Wrapper(string layers) =>
        OperatingSystem.IsLinux() && Directory.Exists("/opt") && !layers.AsSpan().ContainsAny(':', ',', '\\')
        && Programs.Find(Environment.GetEnvironmentVariable("PATH"), "unshare") is { } unshare
            ? [unshare, "--user", "--map-root-user", "--mount", "/bin/sh", "-c", Overlay.Trim(), layers]
            : [];

    public static bool IsIn(Function function) => new[] { function.CodeFolder, function.LayersFolder }
        .OfType<string>()
        .SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }))
        .Take(MaxFiles)
        .Any(file => file.Length <= MaxFileBytes && File.ReadAllBytes(file.FullName).AsSpan().IndexOf("/opt/"u8) >= 0);

    /// <summary>Whether this machine lets it be done.</summary>
    public static async Task<bool> IsAllowedAsync(IChildProcesses processes, string layers, CancellationToken cancellationToken)
    {
        if (Wrapper(layers) is not [var program, .. var arguments])
        {
            return false;
        }

        try
        {
            return (await BuildTool.RunAsync(processes, program, [.. arguments, "true"], layers, cancellationToken)).ExitCode == 0;
        }
        catch (ChildProcessException)
        {
            return false;
        }
    }
}
