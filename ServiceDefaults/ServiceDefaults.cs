using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Chat.ServiceDefaults;

/// <summary>What every long-running process of the solution shares: telemetry, health checks, resilient HTTP clients.</summary>
public static class ServiceDefaults
{
    /// <summary>The prefix of the names of the solution's own activity sources and meters.</summary>
    public const string TelemetryPrefix = "Chat.";

    /// <summary>
    /// Adds telemetry, a liveness check and resilience. Telemetry leaves the process only when
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set (Aspire sets it).
    /// </summary>
    /// <param name="serviceName">Who telemetry says it is from, unless <c>OTEL_SERVICE_NAME</c> does.</param>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder, string serviceName)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), ["live"]);
        builder.Services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler());

        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            builder.AddOtlpTelemetry(serviceName);
        }

        return builder;
    }

    /// <summary>Maps <c>GET {path}</c> to the health checks: 200 <c>Healthy</c> or 503 <c>Unhealthy</c>.</summary>
    public static WebApplication MapHealth(this WebApplication app, string path)
    {
        app.MapHealthChecks(path);
        return app;
    }

    private static void AddOtlpTelemetry<TBuilder>(this TBuilder builder, string serviceName)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            // ASP.NET Core's scopes name a ConnectionId of Kestrel's, beside which a log's own would be there twice.
            logging.IncludeScopes = false;
        });

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
            {
                if (string.IsNullOrEmpty(builder.Configuration["OTEL_SERVICE_NAME"]))
                {
                    resource.AddService(serviceName);
                }
            })
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(TelemetryPrefix + "*"))
            .WithTracing(tracing => tracing
                .AddSource(TelemetryPrefix + "*")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation())
            .UseOtlpExporter();
    }
}
