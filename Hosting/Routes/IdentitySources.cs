using System.Collections.Immutable;

namespace Aspire.Hosting;

/// <summary>
/// What a <c>REQUEST</c> authorizer of a WebSocket API can be asked about.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
/// </summary>
internal static class IdentitySources
{
    private static readonly ImmutableArray<string> Prefixes = ["route.request.header.", "route.request.querystring.", "context.", "stageVariables."];

    public static bool IsOne(string source) => Prefixes.Any(prefix => source.Length > prefix.Length && source.StartsWith(prefix, StringComparison.Ordinal));
}
