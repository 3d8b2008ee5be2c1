using Microsoft.IdentityModel.JsonWebTokens;

namespace Chat.Functions.Identity;

/// <summary>What a token turned out to be.</summary>
internal abstract record TokenOutcome
{
    private TokenOutcome()
    {
    }

    /// <summary>One of the issuer's, for this audience, and in time.</summary>
    internal sealed record Valid(JsonWebToken Token) : TokenOutcome;

    /// <summary>Anything else. The reason says what is wrong with it, and nothing that stands in it.</summary>
    internal sealed record Invalid(string Reason) : TokenOutcome;
}
