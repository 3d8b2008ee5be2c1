using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;

namespace Chat.SignalR.Events;

/// <summary>What a Lambda authorizer put into the event, as claims.</summary>
internal static class AuthorizerClaims
{
    private const string PrincipalId = "principalId";

    // API Gateway's own measurement, which stands among the authorizer's values.
    private const string IntegrationLatency = "integrationLatency";

    public static IReadOnlyDictionary<string, string> Of(APIGatewayProxyRequest request)
    {
        var claims = new Dictionary<string, string>();
        foreach (var (name, value) in (IEnumerable<KeyValuePair<string, object>>?)request.RequestContext?.Authorizer ?? [])
        {
            if (name != IntegrationLatency && Text(value) is { } text)
            {
                claims[name] = text;
            }
        }

        return claims;
    }

    /// <summary>Authenticated when an authorizer named a principal.</summary>
    public static ClaimsPrincipal Principal(IReadOnlyDictionary<string, string> claims)
    {
        var identity = new ClaimsIdentity(authenticationType: claims.ContainsKey(PrincipalId) ? "LambdaAuthorizer" : null);
        foreach (var (name, value) in claims)
        {
            identity.AddClaim(new Claim(name == PrincipalId ? ClaimTypes.NameIdentifier : name, value));
        }

        return new ClaimsPrincipal(identity);
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        JsonElement { ValueKind: JsonValueKind.Null } => null,
        JsonElement element => element.ToString(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
