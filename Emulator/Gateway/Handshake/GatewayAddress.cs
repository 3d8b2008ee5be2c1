using System.Collections.Immutable;
using Chat.Emulator.Gateway.Messages.Routing;
using Microsoft.AspNetCore.Http.Features;

namespace Chat.Emulator.Gateway.Handshake;

/// <summary>
/// Where a request goes: <c>{apiId}.execute-api.localhost/{stage}/…</c>, or <c>/{stage}/…</c> on any other host.
/// </summary>
/// <param name="ApiId">Null when the host names none.</param>
/// <param name="StageName">Decoded; empty when the path has none.</param>
/// <param name="Rest">What follows the stage and its slash, as it was sent.</param>
internal readonly record struct GatewayAddress(string? ApiId, string StageName, string Rest)
{
    /// <summary>False for a request that is not the gateway's: <c>/</c> and <c>/_…</c>, unless the host names an API.</summary>
    public static bool TryRead(HttpContext context, out GatewayAddress address)
    {
        var apiId = ReadApiId(context.Request.Host.Host);
        var path = ReadPath(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        if (path.IsEmpty || path[0] != '/' || (apiId is null && (path.Length == 1 || path[1] == '_')))
        {
            address = default;
            return false;
        }

        path = path[1..];
        var slash = path.IndexOf('/');
        var stage = slash < 0 ? path : path[..slash];
        address = new GatewayAddress(apiId, Uri.UnescapeDataString(stage), slash < 0 ? "" : path[(slash + 1)..].ToString());
        return true;
    }

    /// <summary>The stage of a custom domain that the path leads to, and what follows its key. Null when it leads to none.</summary>
    /// <param name="domain">The longest keys first.</param>
    public static (MappedStage Mapped, string Below)? ReadMapped(HttpContext context, ImmutableArray<MappedStage> domain)
    {
        var path = ReadPath(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget).TrimStart('/').ToString();
        foreach (var mapped in domain)
        {
            if (mapped.Key.Length == 0)
            {
                return (mapped, path);
            }

            if (path.StartsWith(mapped.Key, StringComparison.Ordinal) && (path.Length == mapped.Key.Length || path[mapped.Key.Length] == '/'))
            {
                return (mapped, path[Math.Min(mapped.Key.Length + 1, path.Length)..]);
            }
        }

        return null;
    }

    /// <summary>The id in <c>@connections/{id}</c>, each part raw or percent-encoded; null when the rest is something else.</summary>
    public string? ReadConnectionId()
    {
        // An endpoint that ends in a slash makes /stage//@connections/… in the SDKs of JavaScript and .NET. Signatures know one slash alone.
        var rest = Rest.TrimStart('/');
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || rest[..slash] is not ("@connections" or "%40connections"))
        {
            return null;
        }

        var id = rest[(slash + 1)..];
        return id.Length == 0 || id.Contains('/', StringComparison.Ordinal) ? null : Uri.UnescapeDataString(id);
    }

    private static string? ReadApiId(string host)
    {
        const string Service = ".execute-api.";
        var dot = host.IndexOf(Service, StringComparison.OrdinalIgnoreCase);
        return dot > 0 && host.IndexOf('.', StringComparison.Ordinal) == dot ? host[..dot].ToLowerInvariant() : null;
    }

    // The raw target, because the framework decodes paths by rules of its own. "/demo?x=1", or a proxy's "http://host/demo?x=1".
    private static ReadOnlySpan<char> ReadPath(string rawTarget)
    {
        var path = rawTarget.AsSpan();
        var scheme = path.IndexOf("://");
        if (scheme > 0 && path[0] != '/')
        {
            path = path[(scheme + 3)..];
            var slash = path.IndexOf('/');
            path = slash < 0 ? "/" : path[slash..];
        }

        var query = path.IndexOf('?');
        return query < 0 ? path : path[..query];
    }
}
