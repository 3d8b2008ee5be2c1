using System.Collections.Frozen;
using Chat.Emulator.Expressions.Paths;

namespace Chat.Emulator.Expressions.Mapping;

/// <summary>
/// Where a mapped parameter comes from: <c>'static'</c>, <c>route.request.header.X</c>, <c>route.request.body.a.b</c>, <c>context.connectionId</c>.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-data-mapping.html
/// </summary>
internal sealed class ParameterSource
{
    private const string Body = "route.request.body";

    private static readonly FrozenSet<string> ContextNames = FrozenSet.Create(
        "apiId", "connectedAt", "connectionId", "disconnectReason", "disconnectStatusCode", "domainName", "error.messageString",
        "error.validationErrorString", "eventType", "extendedRequestId", "messageDirection", "messageId", "requestId", "requestTime",
        "requestTimeEpoch", "routeKey", "stage", "status");

    private readonly Func<IMappedRequest, IReadOnlyList<string>> _read;

    private ParameterSource(Func<IMappedRequest, IReadOnlyList<string>> read) => _read = read;

    /// <summary>Null when the expression is none of those.</summary>
    public static ParameterSource? TryParse(string expression)
    {
        if (expression is ['\'', .., '\''] && expression.Length >= 2)
        {
            IReadOnlyList<string> literal = [expression[1..^1]];
            return new ParameterSource(_ => literal);
        }

        if (expression == Body || expression.StartsWith(Body + ".", StringComparison.Ordinal) || expression.StartsWith(Body + "[", StringComparison.Ordinal))
        {
            return JsonPath.TryParse("$" + expression[Body.Length..], out var path, out _) ? One(request => request.Body.FindText(path)) : null;
        }

        return After("route.request.header.", expression) is { } header ? One(request => NamedValues.FindLast(request.Headers, header, StringComparison.OrdinalIgnoreCase))
            : After("route.request.querystring.", expression) is { } query ? One(request => NamedValues.FindLast(request.Query, query, StringComparison.Ordinal))
            : After("route.request.multivalueheader.", expression) is { } headers
                ? new ParameterSource(request => Values(request.Headers, headers, StringComparison.OrdinalIgnoreCase))
            : After("route.request.multivaluequerystring.", expression) is { } queries
                ? new ParameterSource(request => Values(request.Query, queries, StringComparison.Ordinal))
            : After("stageVariables.", expression) is { } variable ? One(request => request.StageVariables.GetValueOrDefault(variable))
            : After("context.", expression) is { } name && IsContext(name) ? One(request => request.FindContext(name))
            : null;
    }

    /// <summary>None when the request doesn't have it.</summary>
    public IReadOnlyList<string> Read(IMappedRequest request) => _read(request);

    private static bool IsContext(string name) =>
        ContextNames.Contains(name) || name.StartsWith("authorizer.", StringComparison.Ordinal) || name.StartsWith("identity.", StringComparison.Ordinal);

    private static ParameterSource One(Func<IMappedRequest, string?> find) => new(request => find(request) is { } value ? [value] : []);

    private static string? After(string prefix, string expression) =>
        expression.Length > prefix.Length && expression.StartsWith(prefix, StringComparison.Ordinal) ? expression[prefix.Length..] : null;

    private static string[] Values(IEnumerable<NamedValues> entries, string name, StringComparison comparison) =>
        entries.Where(entry => entry.Name.Equals(name, comparison)).SelectMany(entry => entry.Values).ToArray();
}

/// <summary>An entry of <c>RequestParameters</c>: where a value goes and where it is from.</summary>
internal sealed record ParameterMapping(ParameterTarget Target, string Name, ParameterSource Source);

internal enum ParameterTarget
{
    Header,
    QueryString,
    Path,
}
