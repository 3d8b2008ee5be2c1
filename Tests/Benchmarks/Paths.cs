
namespace Chat.Benchmarks;

/// <summary>Where the build put what is measured; the project file writes the paths into the assembly.</summary>
internal static class Paths
{
    public static string Root { get; } = BuildMetadata.Find("RepositoryRoot");

    public static string Artifacts { get; } = BuildMetadata.Find("Artifacts");

    public static string CloudAssembly { get; } = BuildMetadata.Find("CloudAssembly");

    /// <summary>The functions' portable build.</summary>
    public static string Functions { get; } = BuildMetadata.Find("Functions");

    /// <summary>The benchmark's own functions' portable build.</summary>
    public static string BenchmarkFunctions { get; } = BuildMetadata.Find("BenchmarkFunctions");

    public static string Emulator { get; } = BuildMetadata.Find("Emulator");

    public static string Configuration { get; } = BuildMetadata.Find("Configuration");

    /// <summary>This program, which is also the floor.</summary>
    public static string Benchmarks { get; } = typeof(Paths).Assembly.Location;

    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>The peers' files among them.</summary>
    public static string Sources { get; } = Path.Combine(Root, "Tests", "Benchmarks");

    public static string Results { get; } = Path.Combine(Artifacts, "benchmarks");
}
