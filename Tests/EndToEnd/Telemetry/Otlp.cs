using System.Globalization;
using Google.Protobuf;

namespace Chat.EndToEnd.Tests.Telemetry;

/// <summary>
/// What of OTLP's three requests these tests look at. https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto
/// </summary>
internal static class Otlp
{
    private const int Resource = 1;

    public static IEnumerable<OtlpSpan> ReadSpans(ByteString request) => Scopes(request).SelectMany(of => of.Scope.All(2).Select(span => new OtlpSpan
    {
        Service = of.Service,
        Source = of.Scope.One(1)!.Text(1),
        TraceId = span.Hex(1),
        SpanId = span.Hex(2),
        ParentSpanId = span.Hex(4),
        Name = span.Text(5),
        Kind = (OtlpSpanKind)span.Number(6).GetValueOrDefault(),
        Start = span.Number(7).GetValueOrDefault(),
        End = span.Number(8).GetValueOrDefault(),
        Attributes = Attributes(span, 9),
    }));

    public static IEnumerable<OtlpPoint> ReadPoints(ByteString request) => Scopes(request).SelectMany(of => of.Scope.All(2).SelectMany(metric =>
        // gauge, sum, histogram; the value of the last is its count.
        new[] { 5, 7, 9 }.SelectMany(metric.All).SelectMany(data => data.All(1)).Select(point => new OtlpPoint
        {
            Service = of.Service,
            Name = metric.Text(1),
            Unit = metric.Text(3),
            Value = point.Number(6) ?? point.Number(4).GetValueOrDefault(),
            Attributes = Attributes(point, point.Number(6) is null ? 9 : 7),
        })));

    public static IEnumerable<OtlpLog> ReadLogs(ByteString request) => Scopes(request).SelectMany(of => of.Scope.All(2).Select(log => new OtlpLog
    {
        Service = of.Service,
        Category = of.Scope.One(1)!.Text(1),
        Text = log.One(5) is { } body ? Value(body) : "",
        Attributes = Attributes(log, 6),
        TraceId = log.Hex(9),
        SpanId = log.Hex(10),
    }));

    private static IEnumerable<(string Service, WireMessage Scope)> Scopes(ByteString request) =>
        from owner in new WireMessage(request).All(1)
        let service = owner.One(Resource) is { } resource ? Attributes(resource, 1).GetValueOrDefault("service.name", "") : ""
        from scope in owner.All(2)
        select (service, scope);

    private static Dictionary<string, string> Attributes(WireMessage message, int number) =>
        message.All(number).ToDictionary(pair => pair.Text(1), pair => pair.One(2) is { } value ? Value(value) : "");

    // Text, a truth value or an integer; others are none of ours.
    private static string Value(WireMessage value) =>
        (value.Number(2) ?? value.Number(3))?.ToString(CultureInfo.InvariantCulture) ?? value.Text(1);
}

internal enum OtlpSpanKind
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

internal sealed record OtlpSpan
{
    public required string Service { get; init; }

    public required string Source { get; init; }

    public required string TraceId { get; init; }

    public required string SpanId { get; init; }

    /// <summary>Empty for a root.</summary>
    public required string ParentSpanId { get; init; }

    public required string Name { get; init; }

    public required OtlpSpanKind Kind { get; init; }

    /// <summary>In nanoseconds since 1970.</summary>
    public required ulong Start { get; init; }

    /// <summary>In nanoseconds since 1970.</summary>
    public required ulong End { get; init; }

    public required IReadOnlyDictionary<string, string> Attributes { get; init; }
}

internal sealed record OtlpPoint
{
    public required string Service { get; init; }

    public required string Name { get; init; }

    public required string Unit { get; init; }

    public required ulong Value { get; init; }

    public required IReadOnlyDictionary<string, string> Attributes { get; init; }
}

internal sealed record OtlpLog
{
    public required string Service { get; init; }

    public required string Category { get; init; }

    public required string Text { get; init; }

    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    public required string TraceId { get; init; }

    public required string SpanId { get; init; }
}
