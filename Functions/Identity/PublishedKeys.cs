using Microsoft.IdentityModel.Tokens;

namespace Chat.Functions.Identity;

/// <summary>
/// The keys that an issuer publishes, a JSON Web Key Set: read with the first token, again after an hour, and when a token names a key that isn't among them,
/// which is how an issuer changes keys. https://www.rfc-editor.org/rfc/rfc7517#section-5
/// </summary>
internal sealed class PublishedKeys(Uri address, HttpMessageInvoker http, TimeProvider time) : ISigningKeys
{
    private const int LargestSet = 256 * 1024;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    // Anybody can name a key that there isn't: the issuer must not be asked for each of them.
    private static readonly TimeSpan NotAgainWithin = TimeSpan.FromSeconds(30);

    private IReadOnlyCollection<SecurityKey> _keys = [];
    private long? _readAt;

    // Never those of a shared secret: https://www.rfc-editor.org/rfc/rfc8725#section-2.1
    public IReadOnlyList<string> Algorithms { get; } =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <exception cref="HttpRequestException">The issuer couldn't be asked, and nothing is known from before.</exception>
    public async Task<IReadOnlyCollection<SecurityKey>> FindAsync(string? keyId, CancellationToken cancellationToken)
    {
        var age = _readAt is { } at ? time.GetElapsedTime(at) : TimeSpan.MaxValue;
        var isMissing = keyId is not null && _keys.All(key => key.KeyId != keyId) && age > NotAgainWithin;
        if (age < Kept && !isMissing)
        {
            return _keys;
        }

        try
        {
            _keys = await ReadAsync(cancellationToken);
        }
        catch (Exception e) when (_keys.Count > 0 && e is HttpRequestException or IOException or OperationCanceledException or ArgumentException)
        {
            // The issuer is out of reach: those who are known may come in.
        }

        _readAt = time.GetTimestamp();
        return _keys;
    }

    private async Task<IReadOnlyCollection<SecurityKey>> ReadAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(LargestSet, cancellationToken);
        return [.. new JsonWebKeySet(await response.Content.ReadAsStringAsync(cancellationToken)).GetSigningKeys()];
    }
}
