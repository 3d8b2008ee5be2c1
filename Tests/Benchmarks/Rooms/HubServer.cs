extern alias functions;

using System.Net;
using Chat.Benchmarks.Contenders;
using functions::Chat.Functions.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chat.Benchmarks.Rooms;

/// <summary>The chat's hub under ASP.NET Core's SignalR and nothing else: what no hub without a server can be faster than.</summary>
internal static class HubServer
{
    /// <summary>The word on the command line that this program starts itself with.</summary>
    public const string Command = "hub-server";

    public const string Name = "ASP.NET Core";

    // The clients here send no pings, and the page's clients hardly any.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(11);

    public static async Task<Running> StartAsync(CancellationToken cancellationToken)
    {
        var server = ServerProcess.Start(Paths.Dotnet, ["exec", Paths.Benchmarks, Command]);
        try
        {
            return new Running(new Uri(await server.WaitForAsync("ready ", cancellationToken)), null, server);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSignalR(options => (options.ClientTimeoutInterval, options.KeepAliveInterval) = (Silence, Silence));
        builder.Services.AddSingleton<IRoomStore, MemoryRooms>();
        builder.Services.AddTransient(services => new ChatHub(services.GetRequiredService<IRoomStore>(), plain: null));
        await using var app = builder.Build();
        app.MapHub<ChatHub>("/chat");
        await app.StartAsync(cancellationToken);
        await Console.Out.WriteLineAsync($"ready {app.Urls.Single().Replace("http", "ws", StringComparison.Ordinal)}/chat");
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
}
