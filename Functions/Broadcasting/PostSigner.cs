using System.Buffers;
using System.Security.Cryptography;
using System.Text.Unicode;
using Amazon.Runtime;

namespace Chat.Functions.Broadcasting;

/// <summary>
/// Signature Version 4 of a POST without a query, whose signed headers are <c>host</c>, <c>x-amz-date</c> and, with temporary credentials,
/// <c>x-amz-security-token</c>. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
/// </summary>
/// <remarks>A broadcast signs once per recipient, so it works in one rented buffer and keeps the day's key. Safe for parallel use.</remarks>
internal sealed class PostSigner(string region, string service)
{
    // What surrounds the parts that vary: names of headers, line feeds, two hashes. Everything signed is ASCII.
    private const int FixedLength = 512;

    private const int HexLength = SHA256.HashSizeInBytes * 2;

    private SigningKey? _key;

    /// <param name="canonicalPath">The path as sent, URI-encoded once more.</param>
    /// <param name="timestamp">The value of x-amz-date: <c>20260102T030405Z</c>.</param>
    /// <returns>The value of the Authorization header.</returns>
    public string Sign(ImmutableCredentials credentials, string host, string canonicalPath, string timestamp, ReadOnlySpan<byte> body)
    {
        var key = KeyOf(credentials, timestamp);
        var token = credentials.Token ?? "";
        var signedHeaders = token.Length > 0 ? "host;x-amz-date;x-amz-security-token" : "host;x-amz-date";
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> hex = stackalloc byte[HexLength];
        var rented = ArrayPool<byte>.Shared.Rent(FixedLength + host.Length + canonicalPath.Length + token.Length + key.Scope.Length);
        try
        {
            ReadOnlySpan<byte> bodyHash = Hash(body, hash, hex);
            var written = 0;
            var fits = token.Length > 0
                ? Utf8.TryWrite(rented, $"POST\n{canonicalPath}\n\nhost:{host}\nx-amz-date:{timestamp}\nx-amz-security-token:{token}\n\n{signedHeaders}\n{bodyHash}", out written)
                : Utf8.TryWrite(rented, $"POST\n{canonicalPath}\n\nhost:{host}\nx-amz-date:{timestamp}\n\n{signedHeaders}\n{bodyHash}", out written);
            ThrowUnless(fits);

            ReadOnlySpan<byte> requestHash = Hash(rented.AsSpan(0, written), hash, hex);
            ThrowUnless(Utf8.TryWrite(rented, $"AWS4-HMAC-SHA256\n{timestamp}\n{key.Scope}\n{requestHash}", out written));
            HMACSHA256.HashData(key.Value, rented.AsSpan(0, written), hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return $"AWS4-HMAC-SHA256 Credential={credentials.AccessKey}/{key.Scope}, SignedHeaders={signedHeaders}, Signature={Convert.ToHexStringLower(hash)}";
    }

    private static ReadOnlySpan<byte> Hash(ReadOnlySpan<byte> data, Span<byte> hash, Span<byte> hex)
    {
        SHA256.HashData(data, hash);
        Convert.TryToHexStringLower(hash, hex, out _);
        return hex;
    }

    private static void ThrowUnless(bool fits)
    {
        if (!fits)
        {
            throw new InvalidOperationException("the text to sign does not fit: it has other characters than ASCII's");
        }
    }

    // Two threads that find none both derive it; the same.
    private SigningKey KeyOf(ImmutableCredentials credentials, string timestamp)
    {
        var key = _key;
        return key is not null && key.IsFor(credentials, timestamp) ? key : _key = SigningKey.Derive(credentials, timestamp, region, service);
    }
}
