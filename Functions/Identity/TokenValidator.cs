using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Chat.Functions.Identity;

/// <summary>Tells tokens that count from all others.</summary>
internal sealed class TokenValidator(TokenSettings settings, ISigningKeys keys, TimeProvider time)
{
    // API Gateway takes no longer header.
    private const int LargestToken = 10_240;

    private const string AnotherSignature = "its signature is none of the issuer's";

    // Clocks of different machines.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LargestToken };

    public async Task<TokenOutcome> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        if (TryRead(token) is not { } read)
        {
            return new TokenOutcome.Invalid("it is no JSON Web Token");
        }

        // Ahead of any key: what a token says of its algorithm is the sender's word.
        if (!keys.Algorithms.Contains(read.Alg))
        {
            return new TokenOutcome.Invalid(AnotherSignature);
        }

        var keyId = read.Kid is { Length: > 0 } id ? id : null;
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = settings.Issuer,
            ValidAudience = settings.Audience,
            ValidAlgorithms = keys.Algorithms,
            IssuerSigningKeys = await keys.FindAsync(keyId, cancellationToken),
            LifetimeValidator = (from, until, _, _) => IsInTime(from, until),
        });
        return result switch
        {
            { IsValid: true, SecurityToken: JsonWebToken { Subject.Length: > 0 } valid } => new TokenOutcome.Valid(valid),
            { IsValid: true } => new TokenOutcome.Invalid("it names nobody ('sub')"),

            // The exception's message tells of the token.
            _ => new TokenOutcome.Invalid(result.Exception switch
            {
                SecurityTokenInvalidLifetimeException => "it isn't valid yet, or no longer, or says nothing of when ('exp')",
                SecurityTokenInvalidIssuerException => "it is of another issuer ('iss')",
                SecurityTokenInvalidAudienceException => "it is for another audience ('aud')",
                SecurityTokenInvalidSignatureException => AnotherSignature,
                var other => other?.GetType().Name ?? "it isn't valid",
            }),
        };
    }

    private bool IsInTime(DateTime? from, DateTime? until)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + Skew && (from is not { } begin || now >= begin - Skew);
    }

    private JsonWebToken? TryRead(string token)
    {
        try
        {
            return _handler.CanReadToken(token) ? _handler.ReadJsonWebToken(token) : null;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }
}
