using System.Collections.Frozen;
using System.Reflection;
using Chat.Contracts.CommandLine;
using Chat.Contracts.Console;
using Chat.Emulator.Gateway;

namespace Chat.Emulator.LiveConsole;

/// <summary>The console's page, from the program itself: it needs no file beside it, and asks nobody else for any.</summary>
internal sealed class ConsolePage(ConsoleToken token, ApiPorts ports)
{
    private const string Prefix = "console/";

    // Scripts and styles are files of their own and nothing comes from elsewhere; no other page may frame this one.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src 'self'";

    private static readonly FrozenDictionary<string, byte[]> Files = typeof(ConsolePage).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..], Read, StringComparer.Ordinal);

    /// <param name="file">What follows the path and its slash; empty for the page itself.</param>
    public Task SendAsync(HttpContext context, string file)
    {
        var response = context.Response;
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = Policy + Sockets(context.Request.Host);
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-cache";
        if (file.Length == 0 && context.Request.Query["token"] is [{ } given, ..])
        {
            return SignInAsync(context, given);
        }

        if (!Files.TryGetValue(file.Length == 0 ? "index.html" : file, out var content) || !HttpMethods.IsGet(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        response.ContentType = TypeOf(file);
        response.ContentLength = content.Length;
        return response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    // On to where no server hears of it, and from there the page takes it away at once: it would stay in the browser's history and in screenshots.
    private Task SignInAsync(HttpContext context, string given)
    {
        if (!token.IsSame(given))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync(
                "This is not the console's token, or the emulator has been restarted since. The line 'console' of its start has the right address, unless " + EmulatorVariables.ConsoleToken + " set the token.",
                context.RequestAborted);
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect($"{ConsolePaths.Page}#token={Uri.EscapeDataString(given)}");
        return Task.CompletedTask;
    }

    // The page's own client connects to the stages: on this port, which some browsers don't take for 'self', and on those that APIs have of their own.
    private string Sockets(HostString host) =>
        string.Concat(ports.Own.Select(port => $"{host.Host}:{port}").Prepend(host.Value).Select(address => $" ws://{address} wss://{address}"));

    private static string TypeOf(string file) => System.IO.Path.GetExtension(file) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/html; charset=utf-8",
    };

    private static byte[] Read(string name)
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content;
    }
}
