using System.Diagnostics;
using System.Security.Cryptography;
using Chat.Emulator.Http;
using Chat.ServiceDefaults;

namespace Chat.Emulator.Invocations;

/// <summary>What every event has of its own: an id, a time and a trace.</summary>
/// <param name="RequestId">Also the event's <c>extendedRequestId</c>; AWS gives the two the same value.</param>
/// <param name="TraceId">An X-Ray header: <c>Root=1-{8 hex digits of the time}-{24 random ones}</c>.</param>
internal readonly record struct EventStamp(string RequestId, DateTimeOffset Time, string TraceId)
{
    /// <param name="span">What the event is part of; its trace is the event's. Null: a trace of its own.</param>
    public static EventStamp Mint(TimeProvider timeProvider, Activity? span = null)
    {
        var now = timeProvider.GetUtcNow();
        var traceId = span is not null
            ? XRayTraceHeader.FormatRoot(span.TraceId)
            : $"Root=1-{(uint)now.ToUnixTimeSeconds():x8}-{RandomNumberGenerator.GetHexString(24, lowercase: true)}";
        return new EventStamp(GatewayId.Mint(), now, traceId);
    }
}
