using System.Security.Cryptography;
using System.Text;

namespace Chat.ServiceDefaults;

/// <summary>
/// Signature Version 4's key: what a secret gives for a day, a region and a service. Four HMACs, so it is kept. Safe for parallel use.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
/// </summary>
public sealed class SigV4Key
{
    /// <summary>What a signature and the text that is signed begin with.</summary>
    public const string Algorithm = "AWS4-HMAC-SHA256";

    private const string Terminator = "aws4_request";

    private readonly byte[] _value;

    // To set up a key takes longer than to sign with it, so it stays set up. Whoever comes meanwhile sets up another one.
    private IncrementalHash? _idle;

    /// <param name="secret">The secret access key.</param>
    /// <param name="date">The first eight digits of <c>x-amz-date</c>: <c>20260102</c>.</param>
    /// <param name="region">Such as <c>us-east-1</c>.</param>
    /// <param name="service">Such as <c>execute-api</c>.</param>
    public SigV4Key(string secret, string date, string region, string service)
    {
        _value = Derive(secret, date, region, service);
        Scope = $"{date}/{region}/{service}/{Terminator}";
    }

    /// <summary><c>20260102/us-east-1/execute-api/aws4_request</c></summary>
    public string Scope { get; }

    /// <summary>The key itself, 32 bytes.</summary>
    public static byte[] Derive(string secret, string date, string region, string service)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in (ReadOnlySpan<string>)[date, region, service, Terminator])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return key;
    }

    /// <summary>Writes the signature of a text, 32 bytes.</summary>
    public void Sign(ReadOnlySpan<byte> text, Span<byte> signature)
    {
        var hash = Interlocked.Exchange(ref _idle, null) ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _value);
        hash.AppendData(text);
        hash.GetHashAndReset(signature);
        Interlocked.Exchange(ref _idle, hash)?.Dispose();
    }
}
