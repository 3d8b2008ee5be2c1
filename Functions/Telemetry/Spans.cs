using System.Diagnostics;
using Chat.ServiceDefaults;

namespace Chat.Functions.Telemetry;

/// <summary>The spans of one invocation. Null, and free, while nobody listens.</summary>
internal static class Spans
{
    public const string SourceName = "Chat.Functions";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>
    /// The invocation's own span, below the one that Lambda names in <c>_X_AMZN_TRACE_ID</c>. Where that isn't sampled, nobody exports it,
    /// and a span below it would hang in the air: then a trace of its own begins here, with a link. A sampler that was asked for decides itself.
    /// </summary>
    public static Activity? StartInvocation(ChatEnvironment environment, string requestId)
    {
        var isKnown = XRayTraceHeader.TryParse(Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID"), out var caller);
        var isParent = isKnown && ((caller.TraceFlags & ActivityTraceFlags.Recorded) != 0 || !string.IsNullOrEmpty(environment.TracesSampler));
        var span = Source.StartActivity(
            environment.Handler!, ActivityKind.Server, isParent ? caller : default, links: isKnown && !isParent ? [new ActivityLink(caller)] : null);

        // https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/
        return span?.SetTag("faas.invocation_id", requestId).SetTag("faas.trigger", "other");
    }

    public static Activity? StartTable(string operation, string table) => (Source.HasListeners() ? Source.StartActivity($"DynamoDB.{operation}", ActivityKind.Client) : null)
        // https://opentelemetry.io/docs/specs/semconv/database/dynamodb/
        ?.SetTag("db.system.name", "aws.dynamodb").SetTag("db.operation.name", operation).SetTag("db.collection.name", table);

    public static Activity? StartPost(string connectionId) => Source.StartActivity("PostToConnection", ActivityKind.Client)
        ?.SetTag("rpc.system", "aws-api").SetTag("rpc.service", "ApiGatewayManagementApi").SetTag("rpc.method", "PostToConnection").SetTag("chat.connection_id", connectionId);

    /// <summary>Marks the span and catches nothing: <c>catch (Exception e) when (span.Fails(e))</c>.</summary>
    public static bool Fails(this Activity? span, Exception e)
    {
        span?.SetTag("error.type", e.GetType().FullName).SetStatus(ActivityStatusCode.Error, e.Message);
        return false;
    }
}
