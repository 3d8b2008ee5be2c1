using Xunit.Abstractions;

namespace Chat.Packages.Tests;

/// <summary>The hosting integration in an AppHost that has never seen this repository.</summary>
[Collection(PackagesCollection.Name)]
public sealed class HostingTests(PackageFeed feed, ITestOutputHelper output)
{
    [Fact]
    public async Task AppHost_InAProjectOfSomebodys_RunsTheStack()
    {
        if (!PackageFeed.HasAspire)
        {
            var failure = await Assert.ThrowsAnyAsync<Exception>(
                () => PackageFeed.DotNetAsync(PackageFeed.RepositoryRoot, "pack", "Hosting", "--no-build", "-o", feed.Folder));
            Assert.Contains("WebSocketApiEmulator.Hosting can't be packed here", failure.Message, StringComparison.Ordinal);
            return;
        }

        var clock = new FirstMessageClock(output);
        var folder = feed.Empty("apphost");
        await File.WriteAllTextAsync(Path.Combine(folder, "AppHost.csproj"), $"""
            <Project Sdk="Aspire.AppHost.Sdk/{PackageFeed.AspireSdkVersion}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <NoWarn>$(NoWarn);NU1603;ASPIRE010</NoWarn>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="WebSocketApiEmulator.Hosting" Version="{PackageFeed.Version}" /></ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "AppHost.cs"), """
            using System.Net.WebSockets;
            using System.Text;
            using Aspire.Hosting.ApplicationModel;
            using Microsoft.Extensions.DependencyInjection;

            var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true });
            var api = builder.AddAWSWebSocketApiEmulator("chat", args[0]);
            await using var app = builder.Build();
            await app.StartAsync();
            await app.Services.GetRequiredService<ResourceNotificationService>().WaitForResourceHealthyAsync("chat");
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(new Uri((await api.Resource.ConnectionStringExpression.GetValueAsync(default))!), default);
            await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, default);
            var buffer = new byte[100];
            var answer = await socket.ReceiveAsync(buffer.AsMemory(), default);
            Console.WriteLine("heard " + Encoding.UTF8.GetString(buffer, 0, answer.Count));
            await app.StopAsync();
            """);

        var said = await PackageFeed.DotNetAsync(folder, "run", "--", PackageFeed.Stack);

        Assert.Contains("heard hello", said, StringComparison.Ordinal);
        clock.HeardFirst("Aspire");
    }
}
