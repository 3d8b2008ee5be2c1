using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Chat.Emulator.Expressions.Mapping;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Handshake;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Http;
using Chat.Emulator.Invocations;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Integration;

/// <summary>
/// The events of Lambda proxy integrations and of authorizers, member by member in AWS's order. Pure functions of their arguments.
/// </summary>
internal static class ProxyEvents
{
    // Events are read by JSON parsers, never by HTML: only what JSON asks for is escaped, so text stays as long as it was.
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static EventBuffer Connect(Connection connection, DeployedStage stage, EventStamp stamp, ConnectRequest request)
    {
        var buffer = new EventBuffer(4096);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        WriteMap(json, "headers"u8, "multiValueHeaders"u8, request.Headers.AsSpan());
        if (!request.Query.IsEmpty)
        {
            WriteMap(json, "queryStringParameters"u8, "multiValueQueryStringParameters"u8, request.Query.AsSpan());
        }

        WriteStageVariables(json, stage.Stage);
        json.WriteStartObject("requestContext"u8);
        json.WriteString("routeKey"u8, RouteSelector.ConnectKey);
        WriteAuthorizer(json, connection, withLatency: true);
        WriteContext(json, "CONNECT"u8, connection, stamp, disconnectReason: null);
        json.WriteEndObject();
        json.WriteBoolean("isBase64Encoded"u8, false);
        json.WriteEndObject();
        return buffer;
    }

    public static EventBuffer Message(
        Connection connection,
        DeployedStage stage,
        EventStamp stamp,
        string routeKey,
        ReadOnlySpan<byte> body)
    {
        var buffer = new EventBuffer(1024 + body.Length);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        WriteStageVariables(json, stage.Stage);
        json.WriteStartObject("requestContext"u8);
        json.WriteString("routeKey"u8, routeKey);
        WriteAuthorizer(json, connection, withLatency: false);
        json.WriteString("messageId"u8, GatewayId.Mint());
        WriteContext(json, "MESSAGE"u8, connection, stamp, disconnectReason: null);
        json.WriteEndObject();
        json.WriteString("body"u8, body);
        json.WriteBoolean("isBase64Encoded"u8, false);
        json.WriteEndObject();
        return buffer;
    }

    public static EventBuffer Disconnect(Connection connection, DeployedStage stage, EventStamp stamp, CloseReason reason)
    {
        var buffer = new EventBuffer(2048);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();

        // Not the handshake's headers: these four, and only Host has a value.
        WriteMap(json, "headers"u8, "multiValueHeaders"u8,
            [new("Host", [connection.DomainName]), new("x-api-key", [""]), new("X-Forwarded-For", [""]), new("x-restapi", [""])]);
        WriteStageVariables(json, stage.Stage);
        json.WriteStartObject("requestContext"u8);
        json.WriteString("routeKey"u8, RouteSelector.DisconnectKey);
        json.WriteNumber("disconnectStatusCode"u8, reason.Code);
        WriteAuthorizer(json, connection, withLatency: false);
        WriteContext(json, "DISCONNECT"u8, connection, stamp, reason.Reason);
        json.WriteEndObject();
        json.WriteBoolean("isBase64Encoded"u8, false);
        json.WriteEndObject();
        return buffer;
    }

    /// <summary>What an authorizer gets: no body, and empty maps are there.</summary>
    public static EventBuffer Authorizer(
        Connection connection,
        DeployedStage stage,
        EventStamp stamp,
        ConnectRequest request,
        string methodArn)
    {
        var buffer = new EventBuffer(4096);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteString("type"u8, "REQUEST"u8);
        json.WriteString("methodArn"u8, methodArn);
        WriteMap(json, "headers"u8, "multiValueHeaders"u8, request.WithUpgradeHeaders().Headers.AsSpan());
        WriteMap(json, "queryStringParameters"u8, "multiValueQueryStringParameters"u8, request.Query.AsSpan());
        WriteMap(json, "stageVariables"u8, stage.Stage.Variables);
        json.WriteStartObject("requestContext"u8);
        json.WriteString("routeKey"u8, RouteSelector.ConnectKey);
        WriteContext(json, "CONNECT"u8, connection, stamp, disconnectReason: null);
        json.WriteEndObject();
        json.WriteEndObject();
        return buffer;
    }

    private static void WriteAuthorizer(Utf8JsonWriter json, Connection connection, bool withLatency)
    {
        if (connection.Authorizer is not { } authorizer)
        {
            return;
        }

        json.WriteStartObject("authorizer"u8);
        json.WriteString("principalId"u8, authorizer.PrincipalId);
        foreach (var (name, value) in authorizer.Entries)
        {
            json.WriteString(name, value);
        }

        if (withLatency)
        {
            json.WriteNumber("integrationLatency"u8, (long)authorizer.Latency.TotalMilliseconds);
        }

        json.WriteEndObject();
    }

    private static void WriteContext(
        Utf8JsonWriter json,
        ReadOnlySpan<byte> eventType,
        Connection connection,
        EventStamp stamp,
        string? disconnectReason)
    {
        Span<byte> time = stackalloc byte[32];
        stamp.Time.TryFormat(time, out var timeLength, "dd'/'MMM'/'yyyy':'HH':'mm':'ss' +0000'", CultureInfo.InvariantCulture);

        json.WriteString("eventType"u8, eventType);
        json.WriteString("extendedRequestId"u8, stamp.RequestId);
        json.WriteString("requestTime"u8, time[..timeLength]);
        json.WriteString("messageDirection"u8, "IN"u8);
        if (disconnectReason is not null)
        {
            json.WriteString("disconnectReason"u8, disconnectReason);
        }

        json.WriteString("stage"u8, connection.StageName);
        json.WriteNumber("connectedAt"u8, connection.ConnectedAt.ToUnixTimeMilliseconds());
        json.WriteNumber("requestTimeEpoch"u8, stamp.Time.ToUnixTimeMilliseconds());
        WriteIdentity(json, connection);
        json.WriteString("requestId"u8, stamp.RequestId);
        json.WriteString("domainName"u8, connection.DomainName);
        json.WriteString("connectionId"u8, connection.Id.Value);
        json.WriteString("apiId"u8, connection.ApiId);
    }

    private static void WriteIdentity(Utf8JsonWriter json, Connection connection)
    {
        var signed = connection.SignedBy;
        json.WriteStartObject("identity"u8);
        if (signed is not null)
        {
            json.WriteString("userArn"u8, signed.UserArn);
        }

        if (connection.Identity.UserAgent is { } userAgent)
        {
            json.WriteString("userAgent"u8, userAgent);
        }

        if (signed is not null)
        {
            json.WriteString("accountId"u8, signed.AccountId);
            json.WriteString("caller"u8, signed.UserId);
        }

        json.WriteString("sourceIp"u8, connection.Identity.SourceIp);
        if (signed is not null)
        {
            json.WriteString("accessKey"u8, signed.AccessKey);
            json.WriteString("user"u8, signed.UserId);
        }

        json.WriteEndObject();
    }

    /// <summary>A map with each name's last value, then the map with all of them.</summary>
    private static void WriteMap(
        Utf8JsonWriter json,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> multiValueName,
        ReadOnlySpan<NamedValues> entries)
    {
        json.WriteStartObject(name);
        foreach (var entry in entries)
        {
            json.WriteString(entry.Name, entry.Values[^1]);
        }

        json.WriteEndObject();
        json.WriteStartObject(multiValueName);
        foreach (var entry in entries)
        {
            json.WriteStartArray(entry.Name);
            foreach (var value in entry.Values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteStageVariables(Utf8JsonWriter json, Stage stage)
    {
        if (!stage.Variables.IsEmpty)
        {
            WriteMap(json, "stageVariables"u8, stage.Variables);
        }
    }

    private static void WriteMap(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableDictionary<string, string> entries)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in entries)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }
}
