using System.Globalization;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Invocations;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Handshake.Authorization;

/// <summary>Looks for identity sources in a handshake. Pure functions of their arguments.</summary>
internal static class IdentitySources
{
    /// <summary>Null when the handshake has them all, none of them empty.</summary>
    public static IdentitySource? FindMissing(
        Authorizer authorizer,
        Connection connection,
        DeployedStage stage,
        EventStamp stamp,
        ConnectRequest request)
    {
        foreach (var source in authorizer.IdentitySources)
        {
            var value = source.Kind switch
            {
                IdentitySourceKind.Header => request.FindHeader(source.Name),
                IdentitySourceKind.QueryString => request.FindQuery(source.Name),
                IdentitySourceKind.StageVariable => stage.Stage.Variables.GetValueOrDefault(source.Name),
                _ => FindContext(source.Name, connection, stamp),
            };
            if (string.IsNullOrEmpty(value))
            {
                return source;
            }
        }

        return null;
    }

    // Those of $context that a handshake has.
    private static string? FindContext(string name, Connection connection, EventStamp stamp) => name switch
    {
        "apiId" => connection.ApiId,
        "connectedAt" => connection.ConnectedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        "connectionId" => connection.Id.Value,
        "domainName" => connection.DomainName,
        "eventType" => "CONNECT",
        "extendedRequestId" or "requestId" => stamp.RequestId,
        "identity.sourceIp" => connection.Identity.SourceIp,
        "identity.userAgent" => connection.Identity.UserAgent,
        "requestTimeEpoch" => stamp.Time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        "routeKey" => RouteSelector.ConnectKey,
        "stage" => connection.StageName,
        _ => null,
    };
}
