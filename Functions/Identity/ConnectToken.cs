using Amazon.Lambda.APIGatewayEvents;

namespace Chat.Functions.Identity;

/// <summary>Where a handshake has its token: in a header, or, since a browser can set none, in the query.</summary>
internal static class ConnectToken
{
    /// <summary>The parameter that SignalR's client in a browser puts it into.</summary>
    public const string QueryParameter = "access_token";

    private const string Scheme = "Bearer ";

    /// <summary>Null when there is none.</summary>
    public static string? Of(APIGatewayCustomAuthorizerRequest request)
    {
        // API Gateway passes headers on as the client spelled them.
        var header = request.Headers?.FirstOrDefault(entry => entry.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase)).Value;
        if (header?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true)
        {
            return header[Scheme.Length..].Trim();
        }

        return request.QueryStringParameters?.TryGetValue(QueryParameter, out var token) == true && token.Length > 0 ? token : null;
    }
}
