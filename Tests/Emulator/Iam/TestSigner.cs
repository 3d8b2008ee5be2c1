using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Chat.Emulator.Iam;

namespace Chat.Emulator.Tests.Iam;

/// <summary>Signs requests, written from AWS's description and without the emulator's own code.</summary>
internal static class TestSigner
{
    public static HttpRequestMessage Sign(
        this HttpRequestMessage request, Credential credential, string service, byte[] body, DateTimeOffset time, string? token = null, string region = "eu-west-1",
        string? target = null)
    {
        var stamp = time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{stamp[..8]}/{region}/{service}/aws4_request";
        token ??= credential.SessionToken;
        request.Headers.Add("X-Amz-Date", stamp);
        if (token is not null)
        {
            request.Headers.Add("X-Amz-Security-Token", token);
        }

        if (target is not null)
        {
            request.Headers.Add("X-Amz-Target", target);
        }

        // Everything of AWS's is signed along.
        var uri = request.RequestUri!;
        var path = Uri.EscapeDataString(uri.AbsolutePath).Replace("%2F", "/", StringComparison.Ordinal);
        var signed = request.Headers.Where(header => header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            .Select(header => (Name: Lower(header.Key), Value: header.Value.Single()))
            .Append((Name: "host", Value: uri.Authority))
            .OrderBy(header => header.Name, StringComparer.Ordinal)
            .ToArray();
        var names = string.Join(';', signed.Select(header => header.Name));
        var headers = string.Concat(signed.Select(header => $"{header.Name}:{header.Value}\n"));
        var canonical = $"{request.Method}\n{path}\n{uri.Query.TrimStart('?')}\n{headers}\n{names}\n{Hex(SHA256.HashData(body))}";
        var toSign = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Hex(SHA256.HashData(Bytes(canonical)))}";
        var key = scope.Split('/').Aggregate(Bytes("AWS4" + credential.SecretAccessKey), (k, part) => HMACSHA256.HashData(k, Bytes(part)));
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={credential.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={Hex(HMACSHA256.HashData(key, Bytes(toSign)))}");
        return request;
    }

    /// <summary>The query of a presigned GET, for clients that can set no header.</summary>
    public static string Presign(Uri uri, Credential credential, string service, DateTimeOffset time)
    {
        var stamp = time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{stamp[..8]}/eu-west-1/{service}/aws4_request";
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["X-Amz-Algorithm"] = "AWS4-HMAC-SHA256",
            ["X-Amz-Credential"] = $"{credential.AccessKeyId}/{scope}",
            ["X-Amz-Date"] = stamp,
            ["X-Amz-SignedHeaders"] = "host",
        };
        if (credential.SessionToken is { } token)
        {
            parameters["X-Amz-Security-Token"] = token;
        }

        var query = string.Join('&', parameters.Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value)}"));
        var canonical = $"GET\n{uri.AbsolutePath}\n{query}\nhost:{uri.Authority}\n\nhost\n{Hex(SHA256.HashData([]))}";
        var toSign = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Hex(SHA256.HashData(Bytes(canonical)))}";
        var key = scope.Split('/').Aggregate(Bytes("AWS4" + credential.SecretAccessKey), (k, part) => HMACSHA256.HashData(k, Bytes(part)));
        return $"{query}&X-Amz-Signature={Hex(HMACSHA256.HashData(key, Bytes(toSign)))}";
    }

#pragma warning disable CA1308 // Signatures have names in lower case.
    private static string Lower(string name) => name.ToLowerInvariant();
#pragma warning restore CA1308

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
