using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Chat.ServiceDefaults;

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

        var key = new SigV4Key(credential.SecretAccessKey, timestamp[..8], region, service);
        var names = string.Join(';', headers.Keys);
        var parameters = string.Join('&', query.Split('&').Order(StringComparer.Ordinal));
        var canonical = $"POST\n{path}\n{parameters}\n{string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n"))}\n{names}\n{Hex(SHA256.HashData(body))}";
        var toSign = $"{SigV4Key.Algorithm}\n{timestamp}\n{key.Scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        key.Sign(Encoding.UTF8.GetBytes(toSign), signature);
        headers["authorization"] =
            $"{SigV4Key.Algorithm} Credential={credential.AccessKeyId}/{key.Scope}, SignedHeaders={names}, Signature={Hex(signature)}";
    }

    private static string Hex(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash);
}
