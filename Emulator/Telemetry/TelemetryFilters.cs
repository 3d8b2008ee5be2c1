using System.Diagnostics;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Instrumentation.Http;

namespace Chat.Emulator.Telemetry;

/// <summary>What of the frameworks' own spans the emulator does not export.</summary>
internal static class TelemetryFilters
{
    public static IServiceCollection AddTelemetryFilters(this IServiceCollection services) => services
        // GatewaySpans has a span for each request that means something; ASP.NET Core's of a WebSocket would last as long as the connection.
        .Configure<AspNetCoreTraceInstrumentationOptions>(options => options.Filter = _ => false)
        // Nobody asked for the calls of our own housekeeping, such as the look for expired rows: each would be a trace.
        .Configure<HttpClientTraceInstrumentationOptions>(options =>
            options.FilterHttpRequestMessage = _ => Activity.Current is { } span && span.ParentSpanId != default);
}
