using System.Text.RegularExpressions;

namespace Chat.Packages.Tests;

/// <summary>Each package from an empty folder, as somebody uses it who has never seen this repository.</summary>
[Collection(PackagesCollection.Name)]
public sealed partial class PackageTests(PackageFeed feed)
{
    [Fact]
    public async Task Tool_InstalledFromTheFeed_RunsAStack()
    {
        await using var tool = await StartedTool.StartAsync(feed, feed.Empty("tool"), PackageFeed.Stack, "--port", "0");
        using var socket = await tool.ConnectAsync();
        await StartedTool.SendAsync(socket, "hello");

        Assert.Equal("hello", await tool.HearAsync(socket));
    }

    [Fact]
    public async Task NpmPackage_AtItsFirstStart_InstallsTheToolAndRunsIt()
    {
        var folder = feed.Empty("npm");
        var package = Path.Combine(PackageFeed.RepositoryRoot, "eng", "packages", "npm");
        var start = PackageFeed.In(folder, PackageFeed.Npm, "exec", "--yes", $"--package={package}", "--", "websocket-api-emulator", "new", "node", "chat");
        start.Environment["XDG_CACHE_HOME"] = folder;
        start.Environment["LOCALAPPDATA"] = folder;
        start.Environment["WEBSOCKET_API_EMULATOR_VERSION"] = PackageFeed.Version;

        var output = await PackageFeed.RunAsync(start);

        Assert.Contains("Installing WebSocketApiEmulator", output, StringComparison.Ordinal);
        Assert.Contains("websocket-api-emulator template.yaml", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "chat", "template.yaml")));
    }

    [Fact]
    public async Task Templates_InstalledFromTheFeed_WriteWhatTheToolWrites()
    {
        var folder = feed.Empty("templates");
        var hive = Path.Combine(folder, "hive");
        await PackageFeed.DotNetAsync(folder, "new", "install", $"WebSocketApiEmulator.Templates::{PackageFeed.Version}", "--debug:custom-hive", hive);
        await PackageFeed.DotNetAsync(folder, "new", "websocket-api-signalr", "-o", "by-template", "--debug:custom-hive", hive);
        await PackageFeed.RunAsync(folder, feed.Tool, "new", "signalr", "by-tool");

        Assert.Equal(Files("by-tool"), Files("by-template"));
        Assert.Contains($"\"LambdaSignalR\" Version=\"{PackageFeed.Version}\"", await File.ReadAllTextAsync(Path.Combine(folder, "by-template", "src", "Hub.csproj")));

        // Each names the version of its own build, and these packages were packed without another one.
        IEnumerable<(string File, string Text)> Files(string name) => Directory
            .GetFiles(Path.Combine(folder, name), "*", SearchOption.AllDirectories)
            .Select(file => (Path.GetRelativePath(Path.Combine(folder, name), file), Versions().Replace(File.ReadAllText(file), "")))
            .OrderBy(file => file.Item1, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Library_InAProjectOfSomebodys_StartsTheStack()
    {
        var folder = feed.Empty("library");
        await File.WriteAllTextAsync(Path.Combine(folder, "Mine.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="WebSocketApiEmulator.Testing" Version="{PackageFeed.Version}" /></ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), """
            using System.Net.WebSockets;
            using System.Text;
            using Chat.Emulator.Host;
            using Chat.Emulator.Options;

            await using var cloud = await LocalCloud.StartAsync(new EmulatorOptions { Assembly = args[0], Port = 0 }, CancellationToken.None);
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(cloud.Stages[0].WebSocketUrl, CancellationToken.None);
            await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
            var buffer = new byte[100];
            var answer = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            Console.WriteLine("heard " + Encoding.UTF8.GetString(buffer, 0, answer.Count));
            """);

        var output = await PackageFeed.DotNetAsync(folder, "run", "--", PackageFeed.Stack);

        Assert.Contains("heard hello", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hub_OnAFeedWithoutLambdaPackages_IsNotPacked()
    {
        if (PackageFeed.HasLambdaPackages)
        {
            // It was, for the quick start.
            Assert.NotEmpty(Directory.GetFiles(feed.Folder, "LambdaSignalR.*.nupkg"));
            return;
        }

        var failure = await Assert.ThrowsAnyAsync<Exception>(
            () => PackageFeed.DotNetAsync(PackageFeed.RepositoryRoot, "pack", "SignalR", "--no-build", "-o", feed.Folder));

        Assert.Contains("LambdaSignalR can't be packed here", failure.Message, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?<=\"LambdaSignalR\" Version=\")[^\"]+")]
    private static partial Regex Versions();
}
