using System.Reflection;

namespace Chat.Emulator.Tables;

/// <summary>The folder with <c>start.mjs</c> and its packages: beside the program where it was published so, else where the build installed it.</summary>
internal static class DynaliteFolder
{
    public static string Find() => Find(AppContext.BaseDirectory, BuiltInto());

    /// <summary>Null where its packages aren't installed.</summary>
    public static string? FindInstalled() => FindInstalled(AppContext.BaseDirectory, BuiltInto());

    /// <param name="installed">What the build noted, or null.</param>
    public static string Find(string programFolder, string? installed) => FindInstalled(programFolder, installed)
        ?? throw new TableServerException(
            $"The packages of the DynamoDB tables' server (dynalite) aren't installed: looked in {Beside(programFolder)} and {installed ?? "no other folder"}. "
            + "Build the emulator again (dotnet build); the build installs them with npm.");

    private static string? FindInstalled(string programFolder, string? installed) =>
        IsInstalled(Beside(programFolder)) ? Beside(programFolder) : IsInstalled(installed) ? installed : null;

    private static string Beside(string programFolder) => Path.Combine(programFolder, "dynalite");

    // Tables.targets notes it in the assembly.
    private static string? BuiltInto() => typeof(DynaliteFolder).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => metadata.Key == "DynaliteFolder")?.Value;

    private static bool IsInstalled(string? folder) =>
        folder is not null
        && File.Exists(Path.Combine(folder, "start.mjs"))
        && File.Exists(Path.Combine(folder, "node_modules", "dynalite", "package.json"));
}
