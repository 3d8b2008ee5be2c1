using System.Security.Cryptography;
using System.Text;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Chat.SignalR.State;
using Microsoft.AspNetCore.Http.Extensions;

namespace Chat.SignalR.Events;

/// <summary>$connect: the row of a connection that names this hub.</summary>
internal sealed class ConnectHandler(HubCore core, LambdaHubOptions options)
{
    public static string? HubNamedBy(APIGatewayProxyRequest request) =>
        request.QueryStringParameters is { } query && query.TryGetValue(LambdaHub.QueryParameter, out var hub) ? hub : null;

    public async Task<int> HandleAsync(HubEvent connect, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var hub = HubNamedBy(connect.Request);
        if (hub != core.Name)
        {
            log.ConnectRefused(connect.ConnectionId, hub is null
                ? $"its URL names no hub: it ends with ?{LambdaHub.QueryParameter}={core.Name}"
                : $"its URL names the hub '{hub}', and this one is '{core.Name}'");
            return 404;
        }

        try
        {
            await core.Store.AddAsync(Describe(connect), cancellationToken);
            return 200;
        }
        catch (Exception e)
        {
            // Whatever it was: without a row it would never hear anything, so the client must be refused and try again.
            log.ConnectFailed(connect.ConnectionId, e);
            return 500;
        }
    }

    private HubConnection Describe(HubEvent connect)
    {
        var claims = AuthorizerClaims.Of(connect.Request);
        return new HubConnection
        {
            ConnectionId = connect.ConnectionId,
            Hub = core.Name,
            Beginning = Beginning.Opening,
            UserIdentifier = options.UserIdentifier(connect.Request, AuthorizerClaims.Principal(claims)) is { Length: > 0 } user ? user : null,
            Query = QueryOf(connect.Request.QueryStringParameters),
            Headers = Kept(connect.Request.Headers),
            Claims = claims,
        };
    }

    private string QueryOf(IDictionary<string, string>? query) => new QueryBuilder((query ?? new Dictionary<string, string>())
        .Where(parameter => parameter.Key != LambdaHub.TokenParameter)
        .Select(parameter => options.HashedParameters.Contains(parameter.Key, StringComparer.Ordinal)
            ? KeyValuePair.Create(parameter.Key, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parameter.Value))))
            : parameter)).ToString();

    private Dictionary<string, string> Kept(IDictionary<string, string>? headers) => (headers ?? new Dictionary<string, string>())
        .Where(header => options.KeptHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
        .ToDictionary(header => header.Key, header => header.Value);
}
