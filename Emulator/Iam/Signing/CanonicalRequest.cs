using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;

namespace Chat.Emulator.Iam.Signing;

/// <summary>
/// A request in the form that is signed. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
/// </summary>
/// <remarks>
/// The path is encoded once more than it was sent: an SDK that sends <c>/demo/%40connections/L0S%3D</c> signs
/// <c>/demo/%2540connections/L0S%253D</c>, one that sends <c>/demo/@connections/L0S%3D</c> signs <c>/demo/%40connections/L0S%253D</c>. So it has to be
/// taken as it came, before anything decodes it.
/// </remarks>
internal static class CanonicalRequest
{
    private const string SignatureParameter = "X-Amz-Signature";

    public static void Write(PooledText text, HttpRequest request, SignatureClaim claim, ReadOnlySpan<byte> body)
    {
        var target = Target(request);
        var query = target.IndexOf('?');
        text.Append(request.Method);
        text.Append((byte)'\n');
        WritePath(text, query < 0 ? target : target[..query]);
        text.Append((byte)'\n');
        if (query >= 0)
        {
            WriteQuery(text, target[(query + 1)..]);
        }

        text.Append((byte)'\n');
        foreach (var range in claim.SignedHeaders.AsSpan().Split(';'))
        {
            WriteHeader(text, request.Headers, claim.SignedHeaders[range]);
        }

        text.Append((byte)'\n');
        text.Append(claim.SignedHeaders);
        text.Append((byte)'\n');
        if (claim.IsPayloadUnsigned)
        {
            text.Append("UNSIGNED-PAYLOAD"u8);
            return;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        WriteHex(text, hash);
    }

    public static void WriteHex(PooledText text, ReadOnlySpan<byte> hash)
    {
        Span<char> hex = stackalloc char[hash.Length * 2];
        Convert.TryToHexStringLower(hash, hex, out _);
        text.Append(hex);
    }

    // "/demo?x=1", or a proxy's "http://host/demo?x=1".
    private static ReadOnlySpan<char> Target(HttpRequest request)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        if (target.StartsWith("/") || target.IndexOf("://") is not (> 0 and var scheme))
        {
            return target;
        }

        target = target[(scheme + 3)..];
        var slash = target.IndexOf('/');
        return slash < 0 ? "/" : target[slash..];
    }

    private static void WritePath(PooledText text, ReadOnlySpan<char> path)
    {
        if (path.IndexOf("//") >= 0 || path.IndexOf("/.") >= 0)
        {
            path = Normalize(path);
        }

        UriEncoding.AppendPath(text, path);
    }

    // Signers take out empty and dot segments first.
    private static string Normalize(ReadOnlySpan<char> path)
    {
        var segments = new List<string>();
        foreach (var range in path.Split('/'))
        {
            switch (path[range])
            {
                case "" or ".":
                    break;
                case "..":
                    if (segments.Count > 0)
                    {
                        segments.RemoveAt(segments.Count - 1);
                    }

                    break;
                case var segment:
                    segments.Add(segment.ToString());
                    break;
            }
        }

        return segments.Count > 0 && path[^1] == '/' ? $"/{string.Join('/', segments)}/" : $"/{string.Join('/', segments)}";
    }

    private static void WriteQuery(PooledText text, ReadOnlySpan<char> query)
    {
        var parameters = new List<(string Name, string Value)>();
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            var equals = pair.IndexOf('=');
            var name = Encoded(equals < 0 ? pair : pair[..equals]);
            if (!pair.IsEmpty && name != SignatureParameter)
            {
                parameters.Add((name, equals < 0 ? "" : Encoded(pair[(equals + 1)..])));
            }
        }

        parameters.Sort(static (x, y) => string.CompareOrdinal(x.Name, y.Name) is not 0 and var byName ? byName : string.CompareOrdinal(x.Value, y.Value));
        for (var i = 0; i < parameters.Count; i++)
        {
            if (i > 0)
            {
                text.Append((byte)'&');
            }

            text.Append(parameters[i].Name);
            text.Append((byte)'=');
            text.Append(parameters[i].Value);
        }
    }

    private static string Encoded(ReadOnlySpan<char> part)
    {
        using var text = new PooledText(64);
        UriEncoding.AppendName(text, Uri.UnescapeDataString(part));
        return text.ToString();
    }

    // Without the spaces around it, and with one in place of many.
    private static void WriteHeader(PooledText text, IHeaderDictionary headers, string name)
    {
        text.Append(name);
        text.Append((byte)':');
        var values = headers[name];
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
            {
                text.Append((byte)',');
            }

            var value = values[i].AsSpan().Trim();
            while (value.IndexOf("  ") is >= 0 and var spaces)
            {
                text.Append(value[..(spaces + 1)]);
                value = value[spaces..].TrimStart(' ');
            }

            text.Append(value);
        }

        text.Append((byte)'\n');
    }
}
