using System.Collections.Immutable;
using Chat.Emulator.Options;

namespace Chat.SignalR.Tests;

/// <summary>Where the build put what these tests start; the project file writes the paths into the assembly.</summary>
internal static class Places
{
    public static string Clients { get; } = BuildMetadata.Find("Clients");

    public static string Program { get; } = BuildMetadata.Find("Program");

    public static string Documentation { get; } = BuildMetadata.Find("Documentation");

    /// <summary>The sample hub in a function of its own, on a free port.</summary>
    public static EmulatorOptions SampleHub { get; } = new()
    {
        Assembly = BuildMetadata.Find("Template"),
        Port = 0,
        Run = ImmutableDictionary<string, string>.Empty.Add(
            "sample-hub", $"\"{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"}\" \"{BuildMetadata.Find("HubFunctions")}\""),
    };
}
