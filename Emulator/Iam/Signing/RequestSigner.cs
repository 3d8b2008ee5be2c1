using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Chat.Emulator.Iam.Signing;

/// <summary>
/// Signs a <c>POST</c> (Signature Version 4), as the gateway does when it calls a service as a role.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
/// </summary>
internal static class RequestSigner
{
    /// <param name="headers">By lower-case name; the date, the token and the signature are added.</param>
    /// <param name="path">Percent-encoded.</param>
    /// <param name="query">Percent-encoded, without its question mark.</param>
    public static void Sign(
        SortedDictionary<string, string> headers,
        ReadOnlySpan<byte> body,
        Credential credential,
        string region,
        string service,
        DateTimeOffset now,
        string path = "/",
        string query = "")
    {
        var timestamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        headers["x-amz-date"] = timestamp;
        if (credential.SessionToken is { } token)
        {
            headers["x-amz-security-token"] = token;
        }

        var date = timestamp[..8];
        var scope = $"{date}/{region}/{service}/aws4_request";
        var names = string.Join(';', headers.Keys);
        var parameters = string.Join('&', query.Split('&').Order(StringComparer.Ordinal));
        var canonical = $"POST\n{path}\n{parameters}\n{string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n"))}\n{names}\n{Hex(SHA256.HashData(body))}";
        var toSign = $"{SignatureClaim.Algorithm}\n{timestamp}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = SigningKeys.Derive(credential.SecretAccessKey, date, region, service);
        var signature = Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        headers["authorization"] =
            $"{SignatureClaim.Algorithm} Credential={credential.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}";
    }

    private static string Hex(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash);
}
