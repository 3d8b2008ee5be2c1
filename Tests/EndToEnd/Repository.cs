using System.Collections.Immutable;
using System.Reflection;
using Chat.Emulator.Options;

namespace Chat.EndToEnd.Tests;

/// <summary>Where the build put what these tests start; the project file writes the paths into the assembly.</summary>
internal static class Repository
{
    public static string Root { get; } = Find("RepositoryRoot");

    public static string CloudAssembly { get; } = Find("CloudAssembly");

    /// <summary>The same with an authorizer.</summary>
    public static string SignInAssembly => Find("SignInAssembly");

    public static string AppHost { get; } = Find("AppHost");

    // Asked for where it is wanted: other test projects share this file, and have no terminal.
    public static string Terminal => Find("Terminal");

    public static string Emulator { get; } = Find("Emulator");

    public static string Functions { get; } = Find("Functions");

    public static string Configuration { get; } = Find("Configuration");

    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>The chat's own stack on a free port, as the AppHost starts it.</summary>
    public static EmulatorOptions Chat { get; } = new()
    {
        Assembly = CloudAssembly,
        Port = 0,
        WebFolder = Path.Combine(Root, "Web"),
        Run = ImmutableDictionary<string, string>.Empty.Add(EmulatorOptions.EveryFunction, $"\"{Dotnet}\" \"{Functions}\""),
    };

    private static string Find(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == key).Value!;
}
