using Microsoft.IdentityModel.Tokens;

namespace Chat.Functions.Identity;

/// <summary>The keys that tokens may be signed with, and the algorithms.</summary>
internal interface ISigningKeys
{
    IReadOnlyList<string> Algorithms { get; }

    /// <param name="keyId">The key that a token names; null when it names none.</param>
    Task<IReadOnlyCollection<SecurityKey>> FindAsync(string? keyId, CancellationToken cancellationToken);
}
