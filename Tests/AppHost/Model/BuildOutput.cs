
namespace Chat.AppHost.Tests;

/// <summary>Where the build put what these tests start; the project file writes the paths into the assembly.</summary>
internal static class BuildOutput
{
    public static string CloudAssembly { get; } = Path.GetFullPath(BuildMetadata.Find("CloudAssembly"));

    public static string SignInAssembly { get; } = Path.GetFullPath(BuildMetadata.Find("SignInAssembly"));

    public static string Functions { get; } = BuildMetadata.Find("Functions");
}
