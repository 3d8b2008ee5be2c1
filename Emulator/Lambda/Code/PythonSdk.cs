using System.Collections.Immutable;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Code;

/// <summary>
/// boto3, which Lambda's python runtimes bring: from the Python on this machine, from a virtual environment beside the template, or from a folder
/// of the emulator's own. Not installed for anybody: pip may be anything, and a function that lacks it is told how.
/// </summary>
internal static class PythonSdk
{
    private static readonly string[] Environments = [".venv", "venv"];

    /// <summary>Where <c>pip install --target</c> puts it for all stacks.</summary>
    public static string Folder { get; } = OwnFolder.Of("python");

    public static Function Bring(Function function) => function.Runtime.StartsWith("python", StringComparison.Ordinal)
        ? function with { BundledModules = [.. InEnvironments(function.TemplateFolder), Folder] }
        : function;

    // .venv/lib/python3.13/site-packages, venv\Lib\site-packages
    private static ImmutableArray<string> InEnvironments(string? folder) => folder is null ? [] :
    [
        .. from name in Environments
           let libraries = Path.Combine(folder, name, OperatingSystem.IsWindows() ? "Lib" : "lib")
           where Directory.Exists(libraries)
           from packages in Directory.EnumerateDirectories(libraries, "site-packages", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
           select packages,
    ];
}
