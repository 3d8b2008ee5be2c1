using Constructs;

namespace Chat.Infra;

/// <summary>Whose tokens let clients in.</summary>
/// <param name="Issuer">Who makes them: <c>iss</c>.</param>
/// <param name="Audience">For whom: <c>aud</c>.</param>
/// <param name="Keys">Where the issuer's keys are; null: below its address, <c>/.well-known/jwks.json</c>.</param>
/// <param name="Secret">In development, instead of keys. It stands in the template for all to read.</param>
internal sealed record IdentitySettings(string Issuer, string Audience, string? Keys, string? Secret)
{
    public const string IssuerKey = "tokenIssuer";
    public const string AudienceKey = "tokenAudience";
    public const string KeysKey = "tokenKeys";
    public const string SecretKey = "tokenSecret";

    // What HMAC with SHA-256 needs.
    private const int ShortestSecret = 32;

    /// <summary>Null when nothing is said of tokens: everybody is let in. Then, and when something is wrong, see the problem.</summary>
    public static IdentitySettings? Read(IConstruct app, out string problem)
    {
        problem = "";
        var settings = new IdentitySettings(
            ContextText.Of(app, IssuerKey) ?? "", ContextText.Of(app, AudienceKey) ?? "", ContextText.Of(app, KeysKey), ContextText.Of(app, SecretKey));
        if (settings == new IdentitySettings("", "", null, null))
        {
            return null;
        }

        problem = settings switch
        {
            { Issuer: "" } => $"-c {IssuerKey}=ISSUER is missing: with tokens it must be said who makes them ('iss').",
            { Audience: "" } => $"-c {AudienceKey}=AUDIENCE is missing: an issuer's tokens for other applications must not let anybody in here ('aud').",
            { Keys: { } keys } when !IsHttps(keys) => $"-c {KeysKey}={keys} must be an https URL, of the issuer's JSON Web Key Set.",
            { Keys: not null, Secret: not null } => $"-c {KeysKey} and -c {SecretKey} exclude each other: a secret is for development.",
            { Secret.Length: < ShortestSecret } => $"-c {SecretKey} must have {ShortestSecret} characters or more.",
            { Keys: null, Secret: null } when !IsHttps(settings.Issuer) => $"-c {IssuerKey}={settings.Issuer} is no https URL, below which its keys would be: say where they are with -c {KeysKey}=URL.",
            _ => "",
        };
        return problem.Length == 0 ? settings : null;
    }

    private static bool IsHttps(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == "https";
}
