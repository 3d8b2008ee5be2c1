using System.Net;
using System.Text;
using Chat.Emulator.Gateway;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Http;

namespace Chat.Emulator.Host.Listening;

/// <summary>What is at <c>/</c> where no folder is served: the stages there are, how to connect, and the console.</summary>
internal static class LandingPage
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void UseLandingPage(this IApplicationBuilder app)
    {
        var deployment = app.ApplicationServices.GetRequiredService<GatewayDeployment>();
        var ports = app.ApplicationServices.GetRequiredService<ApiPorts>();
        app.Use(next => context => IsAsked(context) ? RequestGuard.RefusePage(context) ?? SendAsync(context, deployment, ports) : next(context));
    }

    private static bool IsAsked(HttpContext context) =>
        context.Request.Path == "/" && HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Upgrade.Count == 0
        && !context.Request.Host.Host.Contains(".execute-api.", StringComparison.OrdinalIgnoreCase);

    private static Task SendAsync(HttpContext context, GatewayDeployment deployment, ApiPorts ports)
    {
        var html = new StringBuilder("""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>WebSocket API emulator</title>
            <style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}code{background:#8882;padding:.1em .3em;border-radius:.2em}</style>
            <h1>It runs</h1>

            """);
        foreach (var stage in RunningStage.Of(deployment.Apis, ports).Where(stage => stage.Stage.IsDeployed))
        {
            html.Append($"<h2>{Encode(stage.Api.Name)}, stage {Encode(stage.Stage.Name)}</h2>\n")
                .Append($"<p>Connect to <code>{Encode(stage.WebSocketUrl.ToString())}</code>, with <code>npx wscat -c {Encode(stage.WebSocketUrl.ToString())}</code> say.<br>\n")
                .Append($"Post to <code>{Encode(stage.CallbackUrl.ToString())}/@connections/{{connectionId}}</code>.</p>\n")
                .Append($"<p>Routes: {string.Join(", ", stage.Api.Routes.Keys.Order(StringComparer.Ordinal).Select(key => $"<code>{Encode(key)}</code>"))}</p>\n");
        }

        html.Append("<p>What happens here is in the <a href=\"/_console\">console</a>; the line <code>console</code> of the start has the address that lets you make changes, too.</p>\n</html>\n");
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(html.ToString());
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
