using System.Collections.Immutable;
using System.Net;
using Chat.Emulator.Expressions.Mapping;
using Chat.Emulator.Gateway.Connections;
using Microsoft.AspNetCore.WebUtilities;

namespace Chat.Emulator.Gateway.Handshake;

/// <summary>What the <c>$connect</c> event repeats of the handshake.</summary>
internal sealed record ConnectRequest(ImmutableArray<NamedValues> Headers, ImmutableArray<NamedValues> Query)
{
    /// <summary>A trace that the client began goes on; else the gateway begins one.</summary>
    public const string TraceId = "X-Amzn-Trace-Id";

    /// <summary>AWS terminates TLS on 443; functions see here what they see there, not how this machine was reached.</summary>
    private const string ForwardedPort = "443";
    private const string ForwardedProto = "https";

    private const string ForwardedFor = "X-Forwarded-For";

    /// <summary>
    /// Headers in alphabetical order, as in AWS's events. Names HTTP itself knows have their usual spelling, whatever the client's was
    /// (the web server has no other); the rest are spelt as sent.
    /// </summary>
    public static ConnectRequest From(HttpContext context, ConnectionIdentity identity, string traceId)
    {
        var headers = new SortedDictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (name.ToUpperInvariant() is not ("CONNECTION" or "UPGRADE" or "CONTENT-LENGTH"))
            {
                headers[name] = [.. values.Select(value => value ?? "")];
            }
        }

        headers[TraceId] = [traceId];
        headers[ForwardedFor] = [string.Join(", ", headers.GetValueOrDefault(ForwardedFor, []).Append(identity.SourceIp))];
        headers["X-Forwarded-Port"] = [ForwardedPort];
        headers["X-Forwarded-Proto"] = [ForwardedProto];
        return new ConnectRequest(
            [.. headers.Select(header => new NamedValues(header.Key, header.Value))],
            ReadQuery(context.Request.QueryString.Value));
    }

    /// <summary>As authorizers see it: with the headers that the <c>$connect</c> event leaves out.</summary>
    public ConnectRequest WithUpgradeHeaders() => this with
    {
        Headers =
        [
            .. Headers
                .Append(new NamedValues("Connection", ["upgrade"]))
                .Append(new NamedValues("content-length", ["0"]))
                .Append(new NamedValues("Upgrade", ["websocket"]))
                .OrderBy(header => header.Name, StringComparer.OrdinalIgnoreCase),
        ],
    };

    /// <summary>A header's last value, whatever the case of its name. Null when there is none.</summary>
    public string? FindHeader(string name) => NamedValues.FindLast(Headers, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>A query parameter's last value. Null when there is none.</summary>
    public string? FindQuery(string name) => NamedValues.FindLast(Query, name, StringComparison.Ordinal);

    public static ConnectionIdentity IdentityOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.Loopback;
        var userAgent = context.Request.Headers.UserAgent;
        return new ConnectionIdentity(
            (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString(),
            userAgent.Count == 0 ? null : userAgent[^1]);
    }

    private static ImmutableArray<NamedValues> ReadQuery(string? query)
    {
        // Grouped by name, in the order in which the names first came.
        var names = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var parameter in new QueryStringEnumerable(query))
        {
            var name = parameter.DecodeName().ToString();
            if (!names.TryGetValue(name, out var values))
            {
                names.Add(name, values = []);
            }

            values.Add(parameter.DecodeValue().ToString());
        }

        return [.. names.Select(parameter => new NamedValues(parameter.Key, [.. parameter.Value]))];
    }
}
