
namespace Chat.Conformance.Tests.Target;

/// <summary>Where things are; the project file writes the paths into the assembly.</summary>
internal static class Repository
{
    public static string Root { get; } = BuildMetadata.Find("RepositoryRoot");

    public static string Emulator { get; } = BuildMetadata.Find("Emulator");

    public static string Artifacts { get; } = BuildMetadata.Find("Artifacts");

    public static string Reports { get; } = BuildMetadata.Find("Reports");

    public static string Template { get; } = Path.Combine(Root, "Tests", "Conformance", "template.yaml");

    public static string Documentation { get; } = Path.Combine(Root, "docs", "websocket-api.md");

    public static string Scoreboard { get; } = Path.Combine(Root, "docs", "scoreboard.md");
}
