using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Chat.Emulator.Iam.Signing;

/// <summary>The keys that secrets give for a day, region and service: four HMACs each, so they are kept.</summary>
internal sealed class SigningKeys
{
    // A few callers, three services, two days around midnight; whoever tries out regions starts the collection anew.
    private const int MaxKept = 1_000;

    private readonly ConcurrentDictionary<(string AccessKeyId, string Scope), SigningKey> _keys = new();

    public SigningKey Of(Credential credential, SignatureClaim claim)
    {
        if (_keys.TryGetValue((credential.AccessKeyId, claim.Scope), out var key))
        {
            return key;
        }

        if (_keys.Count >= MaxKept)
        {
            _keys.Clear();
        }

        return _keys[(credential.AccessKeyId, claim.Scope)] = new SigningKey(Derive(credential.SecretAccessKey, claim.Date, claim.Region, claim.Service));
    }

    public static byte[] Derive(string secret, string date, string region, string service)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in (ReadOnlySpan<string>)[date, region, service, "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return key;
    }
}
