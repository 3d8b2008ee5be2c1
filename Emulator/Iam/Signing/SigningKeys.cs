using System.Collections.Concurrent;
using Chat.ServiceDefaults;

namespace Chat.Emulator.Iam.Signing;

/// <summary>The keys that secrets give for a day, region and service: four HMACs each, so they are kept.</summary>
internal sealed class SigningKeys
{
    // A few callers, three services, two days around midnight; whoever tries out regions starts the collection anew.
    private const int MaxKept = 1_000;

    private readonly ConcurrentDictionary<(string AccessKeyId, string Scope), SigV4Key> _keys = new();

    public SigV4Key Of(Credential credential, SignatureClaim claim)
    {
        if (_keys.TryGetValue((credential.AccessKeyId, claim.Scope), out var key))
        {
            return key;
        }

        if (_keys.Count >= MaxKept)
        {
            _keys.Clear();
        }

        return _keys[(credential.AccessKeyId, claim.Scope)] = new SigV4Key(credential.SecretAccessKey, claim.Date, claim.Region, claim.Service);
    }
}
