using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Chat.Functions.Identity;

/// <summary>A secret that whoever signs people in during development has too.</summary>
internal sealed class DevelopmentKey(string secret) : ISigningKeys
{
    private readonly SecurityKey[] _keys = [new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret))];

    public IReadOnlyList<string> Algorithms { get; } = [SecurityAlgorithms.HmacSha256];

    public Task<IReadOnlyCollection<SecurityKey>> FindAsync(string? keyId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<SecurityKey>>(_keys);
}
