using Chat.HubFunctions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.SignalR.Tests;

/// <summary>The same hub under ASP.NET Core: <c>app.MapHub</c>.</summary>
internal sealed class ServerHost : IHubHost
{
    private readonly WebApplication _app;

    private ServerHost(WebApplication app) => _app = app;

    public static async Task<ServerHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSignalR();
        builder.Services.AddSingleton<IUserIdProvider, UserOfTheQuery>();
        var app = builder.Build();
        app.MapHub<SampleHub>("/sample");
        await app.StartAsync();
        return new ServerHost(app);
    }

    public Uri UrlFor(string name, string user) => new($"{_app.Urls.Single()}/sample?name={name}&user={user}");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class UserOfTheQuery : IUserIdProvider
    {
        public string? GetUserId(HubConnectionContext connection) => connection.GetHttpContext()!.Request.Query["user"];
    }
}
