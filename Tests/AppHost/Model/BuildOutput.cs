using System.Reflection;

namespace Chat.AppHost.Tests;

/// <summary>Where the build put what these tests start; the project file writes the paths into the assembly.</summary>
internal static class BuildOutput
{
    public static string CloudAssembly { get; } = Path.GetFullPath(Find("CloudAssembly"));

    public static string SignInAssembly { get; } = Path.GetFullPath(Find("SignInAssembly"));

    public static string Functions { get; } = Find("Functions");

    private static string Find(string key) => typeof(BuildOutput).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == key).Value!;
}
