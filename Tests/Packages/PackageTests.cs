using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace Chat.Packages.Tests;

/// <summary>Each package from an empty folder, as somebody uses it who has never seen this repository.</summary>
public sealed class PackageTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Tool_InstalledFromTheFeed_RunsAStack()
    {
        var folder = feed.Empty("tool");
        await PackageFeed.RunAsync(folder, "tool", "install", "WebSocketApiEmulator", "--tool-path", ".", "--version", PackageFeed.Version);
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(folder, "websocket-api-emulator"), [PackageFeed.Stack, "--port", "0"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            string? line;
            var output = new StringBuilder();
            do
            {
                line = await process.StandardOutput.ReadLineAsync(limit.Token);
                output.AppendLine(line);
            }
            while (line is not null && !line.StartsWith("ready ", StringComparison.Ordinal));

            Assert.True(line is not null, output.ToString());
            Assert.Equal("hello", await EchoAsync(new Uri(line["ready ".Length..]), limit.Token));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
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

        var output = await PackageFeed.RunAsync(folder, "run", "--", PackageFeed.Stack);

        Assert.Contains("heard hello", output, StringComparison.Ordinal);
    }

    private static async Task<string> EchoAsync(Uri url, CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(url, cancellationToken);
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        var buffer = new byte[100];
        var answer = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, answer.Count);
    }
}
