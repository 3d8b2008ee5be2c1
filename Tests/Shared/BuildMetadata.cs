using System.Reflection;

namespace Chat.Tests;

/// <summary>What the project file handed over, <c>&lt;AssemblyMetadata&gt;</c>: places in the repository and in its build output.</summary>
internal static class BuildMetadata
{
    /// <summary>Throws when the project file names no such thing.</summary>
    public static string Find(string key) => typeof(BuildMetadata).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == key).Value!;
}
