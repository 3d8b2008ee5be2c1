using Chat.AppHost.Backends;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chat.AppHost.Page;

/// <summary>
/// The web page as a process of its own, on loopback, for a WebSocket URL that is given: the emulator's, LocalStack's or AWS's.
/// <c>dotnet Chat.AppHost.dll --page</c>; settings are environment variables.
/// </summary>
internal static class PageServer
{
    public const string Option = "--page";
    public const string PortVariable = "CHAT_PAGE_PORT";

    /// <summary>Where the page connects to.</summary>
    public const string UrlVariable = "CHAT_WEBSOCKET_URL";

    /// <summary>Or the outputs of a deployment into LocalStack, which exist once it is deployed.</summary>
    public const string OutputsVariable = "CHAT_LOCALSTACK_OUTPUTS";
    public const string LocalStackPortVariable = "CHAT_LOCALSTACK_PORT";

    /// <summary>0: stopped; 2: the settings are wrong, and standard error says how.</summary>
    public static async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var (url, problem) = Target(settings);
        if (url is null)
        {
            await Console.Error.WriteLineAsync(problem);
            return 2;
        }

        var signIn = settings[SignIn.AssemblyVariable] is { Length: > 0 } assembly ? SignIn.For(assembly) : null;
        await using var page = await StartAsync(url, settings.GetValue(PortVariable, 0), signIn, cancellationToken);
        await Console.Out.WriteLineAsync($"page {page.Urls.Single()} for {url}");
        await page.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    /// <summary>Serves the page on a port of loopback; 0 takes a free one.</summary>
    /// <param name="signIn">Null: the API asks nobody who he is.</param>
    public static async Task<WebApplication> StartAsync(Uri webSocketUrl, int port, SignIn? signIn, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var files = new PhysicalFileProvider(Path.GetFullPath(BuildOutput.Web));
        var withUrl = $"/?url={Uri.EscapeDataString(webSocketUrl.AbsoluteUri)}{(signIn is null ? "" : "&signIn")}";

        // The page connects to its own host unless its address names another.
        app.Use((context, next) =>
        {
            if (context.Request.Path == "/" && !context.Request.Query.ContainsKey("url"))
            {
                context.Response.Redirect(withUrl);
                return Task.CompletedTask;
            }

            return signIn is not null && context.Request.Path == SignIn.Path ? signIn.HandleAsync(context) : next(context);
        });
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files }).UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = response => response.Context.Response.Headers.CacheControl = "no-cache",
        });
        await app.StartAsync(cancellationToken);
        return app;
    }

    public static (Uri? Url, string? Problem) Target(IConfiguration settings)
    {
        if (settings[OutputsVariable] is { Length: > 0 } outputs)
        {
            var (deployed, problem) = StackOutputs.WebSocketUrl(outputs);
            return (deployed is null ? null : StackOutputs.InLocalStack(deployed, settings.GetValue(LocalStackPortVariable, 4566)), problem);
        }

        return Uri.TryCreate(settings[UrlVariable], UriKind.Absolute, out var url) && url.Scheme is ("ws" or "wss")
            ? (url, null)
            : (null, $"{UrlVariable} has to be the ws or wss URL that the page connects to, not '{settings[UrlVariable]}'.");
    }
}
