using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Unicode;
using Amazon.Runtime;
using Chat.ServiceDefaults;

namespace Chat.Functions.Broadcasting;

/// <summary>
/// Signature Version 4 of a POST without a query, whose signed headers are <c>host</c>, <c>x-amz-date</c> and, with temporary credentials,
/// <c>x-amz-security-token</c>. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
/// </summary>
/// <remarks>
/// A broadcast signs once per recipient, so it works in one rented buffer, and keeps the day's key and the body's hash. Safe for parallel use.
/// </remarks>
/// <param name="invocationType">The value of <c>x-amz-invocation-type</c>, which Lambda wants signed as every such header. Empty: there is none.</param>
internal sealed class PostSigner(string region, string service, string invocationType = "")
{
    // What surrounds the parts that vary: names of headers, line feeds, two hashes. Everything signed is ASCII.
    private const int FixedLength = 512;

    private const int DateLength = 8;
    private const int HexLength = SHA256.HashSizeInBytes * 2;

    private readonly string _headerLine = invocationType.Length > 0 ? $"x-amz-invocation-type:{invocationType}\n" : "";
    private readonly string _headerName = invocationType.Length > 0 ? ";x-amz-invocation-type" : "";

    private DaysKey? _key;
    private HashedBody? _body;

    /// <summary>The request with all its headers, signed.</summary>
    /// <param name="canonicalPath">The path as sent, URI-encoded once more.</param>
    /// <param name="body">Not to be changed any more.</param>
    public HttpRequestMessage Request(Uri address, string host, string canonicalPath, byte[] body, ImmutableCredentials credentials, TimeProvider time)
    {
        var timestamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        Add("x-amz-date", timestamp);
        if (invocationType.Length > 0)
        {
            Add("x-amz-invocation-type", invocationType);
        }

        if (!string.IsNullOrEmpty(credentials.Token))
        {
            Add("x-amz-security-token", credentials.Token);
        }

        Add("Authorization", Sign(credentials, host, canonicalPath, timestamp, body));
        return request;

        // None of them needs .NET's parsing.
        void Add(string name, string value) => request.Headers.TryAddWithoutValidation(name, value);
    }

    /// <param name="canonicalPath">The path as sent, URI-encoded once more.</param>
    /// <param name="timestamp">The value of x-amz-date: <c>20260102T030405Z</c>.</param>
    /// <param name="body">Not to be changed any more.</param>
    /// <returns>The value of the Authorization header.</returns>
    public string Sign(ImmutableCredentials credentials, string host, string canonicalPath, string timestamp, byte[] body)
    {
        var key = KeyOf(credentials, timestamp);
        var token = credentials.Token ?? "";
        var signedHeaders = _headerName.Length == 0
            ? token.Length > 0 ? "host;x-amz-date;x-amz-security-token" : "host;x-amz-date"
            : $"host;x-amz-date{_headerName}{(token.Length > 0 ? ";x-amz-security-token" : "")}";
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> hex = stackalloc byte[HexLength];
        var rented = ArrayPool<byte>.Shared.Rent(FixedLength + host.Length + canonicalPath.Length + token.Length + key.Scope.Length);
        try
        {
            var bodyHash = HashOf(body);
            var written = 0;
            var fits = token.Length > 0
                ? Utf8.TryWrite(rented, $"POST\n{canonicalPath}\n\nhost:{host}\nx-amz-date:{timestamp}\n{_headerLine}x-amz-security-token:{token}\n\n{signedHeaders}\n{bodyHash}", out written)
                : Utf8.TryWrite(rented, $"POST\n{canonicalPath}\n\nhost:{host}\nx-amz-date:{timestamp}\n{_headerLine}\n{signedHeaders}\n{bodyHash}", out written);
            ThrowUnless(fits);

            ReadOnlySpan<byte> requestHash = Hash(rented.AsSpan(0, written), hash, hex);
            ThrowUnless(Utf8.TryWrite(rented, $"{SigV4Key.Algorithm}\n{timestamp}\n{key.Scope}\n{requestHash}", out written));
            key.Sign(rented.AsSpan(0, written), hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return $"{SigV4Key.Algorithm} Credential={credentials.AccessKey}/{key.Scope}, SignedHeaders={signedHeaders}, Signature={Convert.ToHexStringLower(hash)}";
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

    private string HashOf(byte[] body)
    {
        var hashed = _body;
        return hashed is not null && ReferenceEquals(hashed.Body, body)
            ? hashed.Hash
            : (_body = new HashedBody(body, Convert.ToHexStringLower(SHA256.HashData(body)))).Hash;
    }

    // Two threads that find none both derive it; the same.
    private SigV4Key KeyOf(ImmutableCredentials credentials, string timestamp)
    {
        var date = timestamp.AsSpan(0, DateLength);
        if (_key is { } known && known.Secret == credentials.SecretKey && known.Key.Scope.AsSpan(0, DateLength).SequenceEqual(date))
        {
            return known.Key;
        }

        var key = new SigV4Key(credentials.SecretKey, date.ToString(), region, service);
        _key = new DaysKey(credentials.SecretKey, key);
        return key;
    }

    private sealed record DaysKey(string Secret, SigV4Key Key);

    private sealed record HashedBody(byte[] Body, string Hash);
}
