using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Chat.Emulator.Gateway.Handshake;

/// <summary>The client's half of the WebSocket handshake. https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1</summary>
internal static class UpgradeRequest
{
    private const string Version = "13";

    /// <summary>Null when the request is a handshake; else the status to refuse it with, and headers that belong to that are set.</summary>
    public static int? FindFault(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (!HasToken(headers.Upgrade, "websocket"))
        {
            context.Response.Headers.Upgrade = "websocket";
            return StatusCodes.Status426UpgradeRequired;
        }

        if (!HttpMethods.IsGet(context.Request.Method)
            || !HasToken(headers.Connection, "upgrade")
            || context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true })
        {
            return StatusCodes.Status400BadRequest;
        }

        if (headers.SecWebSocketVersion is not [Version])
        {
            context.Response.Headers.SecWebSocketVersion = Version;
            return StatusCodes.Status426UpgradeRequired;
        }

        Span<byte> nonce = stackalloc byte[18];
        var isKey = headers.SecWebSocketKey is [{ Length: 24 } key]
            && Convert.TryFromBase64String(key, nonce, out var length)
            && length == 16;
        return isKey ? null : StatusCodes.Status400BadRequest;
    }

    /// <summary>The value of <c>Sec-WebSocket-Accept</c> for the request's key.</summary>
    public static string Accept(HttpContext context)
    {
        var key = context.Request.Headers.SecWebSocketKey.ToString();
#pragma warning disable CA5350 // SHA-1 is what RFC 6455 names; it proves that the server speaks WebSocket and protects nothing.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }

    private static bool HasToken(IEnumerable<string?> values, string token) =>
        values.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            .Contains(token, StringComparer.OrdinalIgnoreCase);
}
