using System.Diagnostics;

namespace Chat.Emulator.Telemetry;

/// <summary>
/// The emulator's own spans: one at the root of every handshake, message and <c>$disconnect</c>, one per invocation, one per call that
/// functions make. All are null, and cost a look at a field, while nobody listens.
/// </summary>
/// <remarks>
/// Nothing starts below <see cref="Activity.Current"/> unless that is one of these: in a connection's loops it is ASP.NET Core's, for the
/// handshake's request lasts as long as the WebSocket.
/// </remarks>
internal static class GatewaySpans
{
    public const string SourceName = "Chat.Emulator";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A handshake, up to its 101 or its refusal.</summary>
    public static Activity? StartHandshake(HttpRequest request) => !Source.HasListeners() ? null
        : Start("$connect", ActivityKind.Server, CallerContext.Of(request.Headers));

    /// <summary>A client's message; <see cref="Activity.DisplayName"/> becomes its route's key.</summary>
    public static Activity? StartMessage() => !Source.HasListeners() ? null : Start("message", ActivityKind.Server, default);

    public static Activity? StartDisconnect() => !Source.HasListeners() ? null : Start("$disconnect", ActivityKind.Server, default);

    /// <summary>A function's call of <c>@connections</c>.</summary>
    public static Activity? StartPostBack(HttpRequest request, string connectionId) => !Source.HasListeners() ? null
        : Start($"{request.Method} @connections", ActivityKind.Server, CallerContext.Of(request.Headers))
            ?.SetTag("apigateway.connection_id", connectionId);

    /// <summary>A call of Lambda's Invoke API.</summary>
    public static Activity? StartInvokeCall(HttpRequest request, string functionName) => !Source.HasListeners() ? null
        : Start($"Invoke {functionName}", ActivityKind.Server, CallerContext.Of(request.Headers));

    /// <summary>A call of DynamoDB: <c>X-Amz-Target</c> is <c>DynamoDB_20120810.PutItem</c>.</summary>
    public static Activity? StartTableCall(HttpRequest request)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var target = request.Headers["X-Amz-Target"].ToString();
        return Start($"DynamoDB.{target[(target.IndexOf('.', StringComparison.Ordinal) + 1)..]}", ActivityKind.Server, CallerContext.Of(request.Headers))
            ?.SetTag("db.system.name", "aws.dynamodb");
    }

    /// <summary>A function's invocation, below whatever of these led to it. https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/</summary>
    public static Activity? StartInvocation(string functionName, string functionArn)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var current = Activity.Current;
        return Start(functionName, ActivityKind.Client, current?.Source == Source ? current.Context : default)
            ?.SetTag("faas.invoked_name", functionName)
            .SetTag("faas.invoked_provider", "aws")
            .SetTag("faas.invoked_region", functionArn.Split(':') is [_, _, _, var region, ..] ? region : null);
    }

    /// <summary>The status that a caller got; 5xx are errors, 4xx are the caller's.</summary>
    public static void SetStatusCode(this Activity? span, int statusCode)
    {
        span?.SetTag("http.response.status_code", statusCode);
        if (statusCode >= StatusCodes.Status500InternalServerError)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static Activity? Start(string name, ActivityKind kind, ActivityContext parent)
    {
        // No parent means Activity.Current to StartActivity, and to us none.
        Activity.Current = null;
        return Source.StartActivity(name, kind, parent);
    }
}
