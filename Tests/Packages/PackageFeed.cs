using System.Diagnostics;

namespace Chat.Packages.Tests;

/// <summary>
/// A folder feed with the packages of this build, the tool installed from it, and empty folders outside the repository to use them from. One for all tests:
/// packing takes seconds.
/// </summary>
public sealed class PackageFeed : IAsyncLifetime
{
    public const string Version = "0.0.0-test";

    public static string Npm { get; } = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("packages-");

    public string Folder => Path.Combine(_root.FullName, "feed");

    /// <summary>The tool's program, as <c>dotnet tool install</c> put it there.</summary>
    public string Tool => Path.Combine(_root.FullName, "tools", "websocket-api-emulator");

    /// <summary>How long the tool's installation took.</summary>
    public TimeSpan Installation { get; private set; }

    public static string Stack => Path.Combine(AppContext.BaseDirectory, "stack", "template.json");

    public static string RepositoryRoot => BuildMetadata.Find("RepositoryRoot");

    /// <summary>The folder that has each project's output of this build.</summary>
    public static string Output(string project) => Path.Combine(RepositoryRoot, "artifacts", "bin", project, BuildMetadata.Find("Configuration").ToLowerInvariant());

    /// <summary>Whether the packages of AWS Lambda are on this machine's feed. Ours that stand on them can't be packed without.</summary>
    public static bool HasLambdaPackages => BuildMetadata.Find("HasAwsLambdaPackages") == "true";

    /// <summary>Whether Aspire is on it, and in use.</summary>
    public static bool HasAspire => BuildMetadata.Find("UseAspire") == "true";

    public static string AspireSdkVersion => BuildMetadata.Find("AspireSdkVersion");

    public static string DynamoDbVersion => BuildMetadata.Find("DynamoDbVersion");

    public async Task InitializeAsync()
    {
        string[] projects =
        [
            "Emulator",
            "Contracts",
            Path.Combine("eng", "packages", "Testing"),
            Path.Combine("eng", "packages", "Templates"),
            .. HasLambdaPackages ? ["SignalR"] : Array.Empty<string>(),
            .. HasAspire ? ["Hosting"] : Array.Empty<string>(),
        ];
        foreach (var project in projects)
        {
            await DotNetAsync(RepositoryRoot, "pack", project, "--no-build", "-c", BuildMetadata.Find("Configuration"), "-o", Folder, $"-p:Version={Version}");
        }

        var begun = TimeProvider.System.GetTimestamp();
        await DotNetAsync(
            Empty("installation"), "tool", "install", "WebSocketApiEmulator", "--tool-path", Path.GetDirectoryName(Tool)!, "--version", Version);
        Installation = TimeProvider.System.GetElapsedTime(begun);
    }

    public Task DisposeAsync()
    {
        _root.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>A new folder whose NuGet knows the feed, and keeps what it takes from it to itself.</summary>
    public string Empty(string name)
    {
        var folder = _root.CreateSubdirectory(name).FullName;
        var machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_root.FullName, "global")}" /></config>
              <packageSources><add key="this build" value="{Folder}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{machine}" /></fallbackPackageFolders>
            </configuration>
            """);
        return folder;
    }

    public static Task<string> DotNetAsync(string folder, params string[] arguments) =>
        RunAsync(folder, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments);

    /// <summary>As a person starts it: what <c>dotnet test</c> tells its own builds is none of theirs.</summary>
    public static ProcessStartInfo In(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        // But for this: a node of MSBuild that stays for others keeps the output open, whose end is awaited.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        return start;
    }

    public static Task<string> RunAsync(string folder, string program, params string[] arguments) => RunAsync(In(folder, program, arguments));

    /// <returns>The output; a failure shows all of it.</returns>
    public static async Task<string> RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}:\n{string.Concat(output)}");
            return string.Concat(output);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
