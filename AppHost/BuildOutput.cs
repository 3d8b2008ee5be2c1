using System.Reflection;

namespace Chat.AppHost;

/// <summary>Where the build put what the AppHost runs; the project file writes these paths into the assembly.</summary>
internal static class BuildOutput
{
    public static string CloudAssembly { get; } = Find("CloudAssembly");

    public static string Functions { get; } = Find("Functions");

    public static string Web { get; } = Find("Web");

    private static string Find(string key) => typeof(BuildOutput).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == key).Value!;
}
