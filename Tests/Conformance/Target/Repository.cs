using System.Reflection;

namespace Chat.Conformance.Tests.Target;

/// <summary>Where things are; the project file writes the paths into the assembly.</summary>
internal static class Repository
{
    public static string Root { get; } = Find("RepositoryRoot");

    public static string Emulator { get; } = Find("Emulator");

    public static string Reports { get; } = Find("Reports");

    public static string Template { get; } = Path.Combine(Root, "Tests", "Conformance", "template.yaml");

    public static string Documentation { get; } = Path.Combine(Root, "docs", "websocket-api.md");

    private static string Find(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == key).Value!;
}
