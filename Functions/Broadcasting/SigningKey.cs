using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace Chat.Functions.Broadcasting;

/// <summary>What a secret gives for a day, region and service: four HMACs, so it is kept. Safe for parallel use.</summary>
internal sealed class SigningKey
{
    private const int DateLength = 8;

    private readonly string _secret;
    private readonly byte[] _value;

    // To set up a key takes longer than to sign with it, so it stays set up. Whoever comes meanwhile sets up another one.
    private IncrementalHash? _idle;

    public SigningKey(ImmutableCredentials credentials, string timestamp, string region, string service)
    {
        var date = timestamp[..DateLength];
        _secret = credentials.SecretKey;
        _value = Encoding.UTF8.GetBytes("AWS4" + _secret);
        foreach (var part in (ReadOnlySpan<string>)[date, region, service, "aws4_request"])
        {
            _value = HMACSHA256.HashData(_value, Encoding.UTF8.GetBytes(part));
        }

        Scope = $"{date}/{region}/{service}/aws4_request";
    }

    /// <summary><c>20260102/us-east-1/execute-api/aws4_request</c></summary>
    public string Scope { get; }

    public bool IsFor(ImmutableCredentials credentials, string timestamp) =>
        Scope.AsSpan(0, DateLength).SequenceEqual(timestamp.AsSpan(0, DateLength)) && _secret == credentials.SecretKey;

    /// <summary>Writes the signature of a text, 32 bytes.</summary>
    public void Sign(ReadOnlySpan<byte> text, Span<byte> signature)
    {
        var hash = Interlocked.Exchange(ref _idle, null) ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _value);
        hash.AppendData(text);
        hash.GetHashAndReset(signature);
        Interlocked.Exchange(ref _idle, hash)?.Dispose();
    }
}
