using System.Diagnostics;
using System.Reflection;

namespace Chat.Packages.Tests;

/// <summary>A folder feed with the packages of this build, and an empty folder outside the repository to use them from. One for all tests: packing takes seconds.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    public const string Version = "0.0.0-test";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("packages-");

    public string Folder => Path.Combine(_root.FullName, "feed");

    public static string Stack => Path.Combine(AppContext.BaseDirectory, "stack", "template.json");

    public async Task InitializeAsync()
    {
        foreach (var project in new[] { "Emulator", Path.Combine("eng", "packages", "Testing") })
        {
            await RunAsync(
                Metadata("RepositoryRoot"),
                "pack", project, "--no-build", "-c", Metadata("Configuration"), "-o", Folder, $"-p:Version={Version}");
        }
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

    /// <returns>The output; a failure shows all of it.</returns>
    public static async Task<string> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What `dotnet test` tells its own builds is none of theirs.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{string.Concat(output)}");
            return string.Concat(output);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static string Metadata(string key) => typeof(PackageFeed).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == key).Value!;
}
