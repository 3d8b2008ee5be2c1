using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Chat.Conformance.Tests.Target;

/// <summary>
/// Signature version 4, written here rather than taken from an SDK: an SDK's client chooses how the path is written, and tests want to.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
/// </summary>
internal static class Signature
{
    private const string Service = "execute-api";

    public static async Task AddAsync(HttpRequestMessage request, byte[] body, Deployment deployment)
    {
        var credentials = await deployment.Credentials.GetCredentialsAsync();
        var now = TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = request.RequestUri!.Authority, ["x-amz-date"] = now };
        if (credentials.Token is { Length: > 0 } token)
        {
            headers["x-amz-security-token"] = token;
        }

        // The path as it is sent, encoded once more: a raw @ becomes %40, a %3D becomes %253D.
        var path = string.Join('/', request.RequestUri.AbsolutePath.Split('/').Select(Uri.EscapeDataString));
        var names = string.Join(';', headers.Keys);
        var canonical = $"{request.Method}\n{path}\n\n{string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n"))}\n{names}\n{Hex(SHA256.HashData(body))}";
        string[] scope = [now[..8], deployment.Region, Service, "aws4_request"];
        var text = $"AWS4-HMAC-SHA256\n{now}\n{string.Join('/', scope)}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = scope.Aggregate(Encoding.UTF8.GetBytes("AWS4" + credentials.SecretKey), Mac);
        foreach (var (name, value) in headers.Where(header => header.Key != "host"))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={credentials.AccessKey}/{string.Join('/', scope)}, SignedHeaders={names}, Signature={Hex(Mac(key, text))}");
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
