using System.Reflection;

namespace Chat.AppHost;

/// <summary>Where the build put what the AppHost runs; the project file writes these paths into the assembly.</summary>
internal static class BuildOutput
{
    public static string CloudAssembly { get; } = Find("CloudAssembly");

    /// <summary>The same with an authorizer, whose tokens the page's development sign-in makes.</summary>
    public static string SignInAssembly { get; } = Find("SignInAssembly");

    public static string Functions { get; } = Find("Functions");

    /// <summary>What <c>cdk deploy --outputs-file</c> has written, if it has.</summary>
    public static string StackOutputs { get; } = Find("StackOutputs");

    public static string Infra { get; } = Find("Infra");

    /// <summary>This program itself, to be started for the page.</summary>
    public static string AppHost { get; } = typeof(BuildOutput).Assembly.Location;

    public static string Web { get; } = Find("Web");

    private static string Find(string key) => typeof(BuildOutput).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == key).Value!;
}
