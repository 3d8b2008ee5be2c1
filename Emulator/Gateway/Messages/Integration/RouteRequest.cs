using System.Collections.Immutable;
using System.Globalization;
using Chat.Emulator.Expressions.Mapping;
using Chat.Emulator.Expressions.Paths;
using Chat.Emulator.Expressions.Velocity;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Handshake;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Http;
using Chat.Emulator.Invocations;

namespace Chat.Emulator.Gateway.Messages.Integration;

/// <summary>What came for a route, as mapping templates and parameters see it.</summary>
internal sealed class RouteRequest : IMappedRequest
{
    private readonly TemplateMap _context;

    // Six, for the three kinds of requests below alone, which differ in the last three.
    private RouteRequest(Connection connection, DeployedStage stage, EventStamp stamp, string routeKey, string eventType, ReadOnlyMemory<byte> body)
    {
        Connection = connection;
        Stage = stage;
        Stamp = stamp;
        RouteKey = routeKey;
        Bytes = body;
        Body = new JsonBody(body);
        _context = Context(eventType);
    }

    public Connection Connection { get; }

    public DeployedStage Stage { get; }

    public EventStamp Stamp { get; }

    public string RouteKey { get; }

    /// <summary>The message, as it came; empty for <c>$connect</c> and <c>$disconnect</c>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public JsonBody Body { get; }

    /// <summary>Null but for <c>$connect</c>.</summary>
    public ConnectRequest? Handshake { get; private init; }

    public ImmutableArray<NamedValues> Headers => Handshake?.Headers ?? [];

    public ImmutableArray<NamedValues> Query => Handshake?.Query ?? [];

    public ImmutableDictionary<string, string> StageVariables => Stage.Stage.Variables;

    /// <summary>True when somebody gets what the integration answers: the client, or the handshake's status.</summary>
    public bool IsAnswered { get; private init; }

    public static RouteRequest Connect(Connection connection, DeployedStage stage, EventStamp stamp, ConnectRequest request) =>
        new(connection, stage, stamp, RouteSelector.ConnectKey, "CONNECT", default) { Handshake = request, IsAnswered = true };

    /// <param name="body">Copied: the message's buffer is used again.</param>
    public static RouteRequest Message(
        Connection connection, DeployedStage stage, EventStamp stamp, Template.Route route, ReadOnlySpan<byte> body)
    {
        var request = new RouteRequest(connection, stage, stamp, route.RouteKey, "MESSAGE", body.ToArray()) { IsAnswered = route.IsTwoWay };
        request._context["messageId"] = GatewayId.Mint();
        return request;
    }

    public static RouteRequest Disconnect(Connection connection, DeployedStage stage, EventStamp stamp, CloseReason reason)
    {
        var request = new RouteRequest(connection, stage, stamp, RouteSelector.DisconnectKey, "DISCONNECT", default);
        request._context["disconnectStatusCode"] = (long)reason.Code;
        request._context["disconnectReason"] = reason.Reason;
        return request;
    }

    public Dictionary<string, object?> Variables(JsonBody payload) => new(StringComparer.Ordinal)
    {
        ["input"] = new InputVariable(payload, Parameters()),
        ["context"] = _context,
        ["stageVariables"] = MapOf(StageVariables),
        ["util"] = UtilVariable.Instance,
    };

    public string? FindVariable(string name) => name.StartsWith("request.body", StringComparison.Ordinal) ? FindInBody(name["request.body".Length..]) : null;

    public string? FindInBody(string rest) => JsonPath.TryParse("$" + rest, out var path, out _) ? Body.FindText(path) : null;

    public string? FindContext(string name)
    {
        object? value = _context;
        foreach (var part in name.Split('.'))
        {
            value = (value as TemplateMap)?.GetValueOrDefault(part);
        }

        return value is null ? null : ValueRendering.Text(value);
    }

    private static TemplateMap MapOf(IEnumerable<KeyValuePair<string, string>> entries)
    {
        var map = new TemplateMap();
        foreach (var (name, value) in entries)
        {
            map[name] = value;
        }

        return map;
    }

    private static TemplateMap MapOf(IEnumerable<NamedValues> entries) =>
        MapOf(entries.Select(entry => KeyValuePair.Create(entry.Name, entry.Values[^1])));

    private TemplateMap Parameters() => new()
    {
        ["path"] = new TemplateMap(),
        ["querystring"] = MapOf(Query),
        ["header"] = MapOf(Headers),
    };

    // What AWS documents and this API has no value for (identity.cognitoIdentityId say) isn't there, and is rendered as nothing.
    private TemplateMap Context(string eventType)
    {
        var identity = new TemplateMap { ["sourceIp"] = Connection.Identity.SourceIp };
        if (Connection.Identity.UserAgent is { } userAgent)
        {
            identity["userAgent"] = userAgent;
        }

        var context = new TemplateMap
        {
            ["apiId"] = Connection.ApiId,
            ["connectedAt"] = Connection.ConnectedAt.ToUnixTimeMilliseconds(),
            ["connectionId"] = Connection.Id.Value,
            ["domainName"] = Connection.DomainName,
            ["eventType"] = eventType,
            ["extendedRequestId"] = Stamp.RequestId,
            ["identity"] = identity,
            ["messageDirection"] = "IN",
            ["requestId"] = Stamp.RequestId,
            ["requestTime"] = Stamp.Time.ToString("dd'/'MMM'/'yyyy':'HH':'mm':'ss' +0000'", CultureInfo.InvariantCulture),
            ["requestTimeEpoch"] = Stamp.Time.ToUnixTimeMilliseconds(),
            ["routeKey"] = RouteKey,
            ["stage"] = Connection.StageName,
        };
        if (Connection.Authorizer is { } authorizer)
        {
            var map = MapOf(authorizer.Entries);
            map["principalId"] = authorizer.PrincipalId;
            context["authorizer"] = map;
        }

        return context;
    }
}
