using System.Globalization;
using System.Runtime.InteropServices;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Bootstraps;

/// <summary>The .NET runtimes of this machine.</summary>
internal static class DotNetRuntimes
{
    /// <summary>The version that the function runs on, when that is another one than its runtime's. Null when it is the same, or no .NET function.</summary>
    public static string? OtherThan(Function function) =>
        function.Runtime.StartsWith("dotnet", StringComparison.Ordinal)
        && int.TryParse(function.Runtime["dotnet".Length..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
        && Programs.Find(Environment.GetEnvironmentVariable("PATH"), "dotnet") is { } dotnet
            ? OtherThan(wanted, DotNetAssembly.IsClassLibrary(function), Installed(dotnet))
            : null;

    /// <param name="isClassLibrary">Our host calls it, which needs the newest; a program rolls forward only when its own is missing.</param>
    public static string? OtherThan(int wanted, bool isClassLibrary, IReadOnlyList<Version> installed)
    {
        var later = installed.Where(version => version.Major >= wanted).ToArray();
        var runs = isClassLibrary ? later.Max() : later.Where(version => version.Major == later.Min(other => other.Major)).Max();
        return runs is not null && runs.Major != wanted ? runs.ToString() : null;
    }

    // dotnet is a link into the folder that has them, /usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.1; or a script, and then the emulator's own
    // runtime tells, or DOTNET_ROOT.
    private static Version[] Installed(string dotnet)
    {
        const string Shared = "shared/Microsoft.NETCore.App";
        var beside = Path.GetDirectoryName(File.ResolveLinkTarget(dotnet, returnFinalTarget: true)?.FullName ?? dotnet)!;
        var folder = new[] { Path.Combine(beside, Shared), Path.Combine(Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "", Shared), Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..") }
            .Select(Path.GetFullPath)
            .FirstOrDefault(Directory.Exists);
        return folder is null
            ? []
            : [.. Directory.EnumerateDirectories(folder).Select(path => Version.TryParse(Path.GetFileName(path), out var version) ? version : null).OfType<Version>()];
    }
}
