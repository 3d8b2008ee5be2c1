using System.Collections.Immutable;
using Chat.Emulator.Options;

namespace Chat.EndToEnd.Tests;

/// <summary>Where the build put what these tests start; the project file writes the paths into the assembly.</summary>
internal static class Repository
{
    public static string Root { get; } = BuildMetadata.Find("RepositoryRoot");

    public static string CloudAssembly { get; } = BuildMetadata.Find("CloudAssembly");

    /// <summary>The same with an authorizer.</summary>
    public static string SignInAssembly => BuildMetadata.Find("SignInAssembly");

    public static string AppHost { get; } = BuildMetadata.Find("AppHost");

    // Asked for where it is wanted: other test projects share this file, and have no terminal.
    public static string Terminal => BuildMetadata.Find("Terminal");

    public static string Emulator { get; } = BuildMetadata.Find("Emulator");

    public static string Functions { get; } = BuildMetadata.Find("Functions");

    public static string Configuration { get; } = BuildMetadata.Find("Configuration");

    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>The chat's own stack on a free port, as the AppHost starts it.</summary>
    public static EmulatorOptions Chat { get; } = new()
    {
        Assembly = CloudAssembly,
        Port = 0,
        WebFolder = Path.Combine(Root, "Web"),
        Run = ImmutableDictionary<string, string>.Empty.Add(EmulatorOptions.EveryFunction, $"\"{Dotnet}\" \"{Functions}\""),
    };
}
