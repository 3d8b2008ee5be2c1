using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Chat.Functions.Identity;

/// <summary>
/// The authorizer of <c>$connect</c>: lets in whoever has a token, and tells every later event of the connection whose it is. Nothing of the token itself is
/// logged or handed on.
/// </summary>
/// <remarks>
/// A client without a good token is denied, which it sees as 403: an error (<c>Unauthorized</c>, 401) would count as a failure of the function, and anybody could
/// set its alarms off. What does fail, keys that can't be read, is thrown: 500, try again.
/// </remarks>
internal sealed class Authorizer(TokenValidator validator)
{
    // API Gateway takes an answer of 8 KB.
    private const int LongestClaim = 1_024;
    private const int LongestClaims = 4_096;

    // Of the token, not of the user.
    private static readonly HashSet<string> Technical = new(
        ["iss", "aud", "exp", "nbf", "iat", "jti", "sub", "nonce", "sid", "azp", "at_hash", "c_hash", "principalId", "integrationLatency"], StringComparer.Ordinal);

    public async Task<APIGatewayCustomAuthorizerResponse> HandleAsync(
        APIGatewayCustomAuthorizerRequest request, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var connectionId = request.RequestContext?.ConnectionId ?? "";
        if (ConnectToken.Of(request) is not { } token)
        {
            log.TokenRefused(connectionId, "there is none");
            return Answer(request, "nobody", "Deny");
        }

        switch (await validator.ValidateAsync(token, cancellationToken))
        {
            case TokenOutcome.Valid(var valid):
                var allowed = Answer(request, valid.Subject, "Allow");
                allowed.Context = Claims(valid);
                return allowed;
            case TokenOutcome.Invalid(var reason):
                log.TokenRefused(connectionId, reason);
                return Answer(request, "nobody", "Deny");
            case var other:
                throw new InvalidOperationException($"unknown kind of outcome: {other}");
        }
    }

    private static APIGatewayCustomAuthorizerResponse Answer(APIGatewayCustomAuthorizerRequest request, string principal, string effect) => new()
    {
        PrincipalID = principal,
        PolicyDocument = new APIGatewayCustomAuthorizerPolicy
        {
            Statement =
            [
                new APIGatewayCustomAuthorizerPolicy.IAMPolicyStatement { Effect = effect, Action = ["execute-api:Invoke"], Resource = [request.MethodArn ?? ""] },
            ],
        },
    };

    // A context is flat: of a claim with several values, as roles are, they stand side by side.
    private static APIGatewayCustomAuthorizerContextOutput Claims(JsonWebToken token)
    {
        var context = new APIGatewayCustomAuthorizerContextOutput();
        var length = 0;
        foreach (var claims in token.Claims.Where(claim => !Technical.Contains(claim.Type)).GroupBy(claim => claim.Type, StringComparer.Ordinal))
        {
            var value = string.Join(' ', claims.Select(claim => claim.Value));
            if (value.Length <= LongestClaim && (length += claims.Key.Length + value.Length) <= LongestClaims)
            {
                context[claims.Key] = value;
            }
        }

        return context;
    }
}
