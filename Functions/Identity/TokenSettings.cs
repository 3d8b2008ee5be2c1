namespace Chat.Functions.Identity;

/// <summary>Which tokens the authorizer takes: an issuer's, for an audience, signed with one of its keys or, in development, with a secret.</summary>
internal sealed record TokenSettings(string Issuer, string Audience, Uri? Keys, string? Secret)
{
    /// <summary>What HMAC with SHA-256 needs.</summary>
    public const int ShortestSecret = 32;

    public static TokenSettings Read(ChatEnvironment environment)
    {
        if (environment is not { TokenIssuer: { Length: > 0 } issuer, TokenAudience: { Length: > 0 } audience })
        {
            throw new ChatConfigurationException("TOKEN_ISSUER or TOKEN_AUDIENCE is not set: they say whose tokens are taken, and for whom these must be made");
        }

        if (environment.TokenSecret is { Length: > 0 } secret)
        {
            return secret.Length >= ShortestSecret
                ? new TokenSettings(issuer, audience, Keys: null, secret)
                : throw new ChatConfigurationException($"TOKEN_SECRET is too short: it must have {ShortestSecret} characters or more");
        }

        // Where Amazon Cognito and most others have them.
        var keys = environment.TokenKeys is { Length: > 0 } given ? given : $"{issuer.TrimEnd('/')}/.well-known/jwks.json";
        return Uri.TryCreate(keys, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
            ? new TokenSettings(issuer, audience, address, Secret: null)
            : throw new ChatConfigurationException($"TOKEN_KEYS is '{keys}': it must be the URL of the issuer's keys, a JSON Web Key Set");
    }
}
