using System.Net;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Http;

/// <summary>
/// Keeps web pages of others away from what the emulator offers on loopback. A page may send requests there from the browser of whoever
/// looks at it (CSRF), and may have its own name point to 127.0.0.1 to read the answers too (DNS rebinding). The first shows in
/// <c>Origin</c> and <c>Sec-Fetch-Site</c>, the second in <c>Host</c>; a page can change neither. Programs that are no browser send
/// neither of the first two.
/// </summary>
/// <remarks>
/// Not for WebSocket routes and <c>@connections</c>: they take any origin, as on AWS, and any host, as DNS has it.
/// https://fetch.spec.whatwg.org/#origin-header https://www.w3.org/TR/fetch-metadata/
/// </remarks>
internal static partial class RequestGuard
{
    /// <summary>The answer to a request that isn't let in; null for one that is.</summary>
    public static Task? Refuse(HttpContext context) => FindFault(context.Request) is { } fault ? RefuseAsync(context, fault) : null;

    /// <summary>The same for a page that people follow links to: coming from elsewhere is right there, being framed is not.</summary>
    public static Task? RefusePage(HttpContext context) =>
        (IsNavigation(context.Request) ? FindHostFault(context.Request) : FindFault(context.Request)) is { } fault ? RefuseAsync(context, fault) : null;

    /// <summary>Why the request isn't let in, for people; null when it is.</summary>
    public static string? FindFault(HttpRequest request) => FindHostFault(request) ?? FindOriginFault(request);

    private static string? FindHostFault(HttpRequest request) => IsLoopback(request.Host.Host) || IsService(request.Host.Host)
        ? null
        : $"The Host header names '{Shown(request.Host.Value)}', and this is answered on loopback names only: localhost, 127.0.0.1, [::1]";

    private static string? FindOriginFault(HttpRequest request)
    {
        var origins = request.Headers.Origin;
        if (origins.Count > 0 && !(origins.Count == 1 && IsOwn(origins[0], request.Host)))
        {
            return $"The request comes from a web page of {Shown(origins.ToString())}, and only the emulator's own pages may send it";
        }

        return request.Headers["Sec-Fetch-Site"] is [var site, ..] && site is not ("same-origin" or "none")
            ? $"The request comes from another web page (Sec-Fetch-Site: {Shown(site)}), and only the emulator's own pages may send it"
            : null;
    }

    private static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers["Sec-Fetch-Mode"] is ["navigate"]
        && request.Headers["Sec-Fetch-Dest"] is ["document"];

    // .localhost is nobody's to register: https://www.rfc-editor.org/rfc/rfc6761#section-6.3
    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    // What a bootstrap of ours leads home was signed for AWS's own name, which no page can have point to 127.0.0.1.
    private static bool IsService(string host) => ServiceName().IsMatch(host);

    [GeneratedRegex(@"\A(streams\.dynamodb|dynamodb|lambda)\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ServiceName();

    private static bool IsOwn(string? origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && string.Equals(uri.Authority, host.Value, StringComparison.OrdinalIgnoreCase);

    private static string Shown(string? value)
    {
        const int Most = 100;
        var text = value ?? "";
        return text.Length <= Most ? text : text[..Most] + "…";
    }

    private static Task RefuseAsync(HttpContext context, string fault) => HttpAnswer.SendErrorAsync(
        context, StatusCodes.Status403Forbidden, "ForbiddenException", fault);
}
