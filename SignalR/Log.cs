using Amazon.Lambda.Core;

namespace Chat.SignalR;

/// <summary>Every line that is logged; with Lambda's JSON format the names in braces become fields. No argument or result of a hub method ever is.</summary>
internal static class Log
{
    public static void PostFailed(this ILambdaLogger log, string connectionId, Exception e) =>
        log.LogWarning(e, "post to {ConnectionId} failed", connectionId);

    public static void PostsUnfinished(this ILambdaLogger log, Exception e) =>
        log.LogError(e, "not everybody was posted to");

    public static void CallSplit(this ILambdaLogger log, int connections, int slices) =>
        log.LogInformation("a call to {Connections} connections is split: {Slices} invocations post it", connections, slices);

    public static void HandOverFailed(this ILambdaLogger log, Exception e) =>
        log.LogError(e, "a slice of a call could not be handed over");

    public static void AudienceUnread(this ILambdaLogger log, Exception e) =>
        log.LogWarning(e, "an audience could not be read to its end: whoever posts to it reads it again");

    public static void CloseFailed(this ILambdaLogger log, string connectionId, Exception e) =>
        log.LogWarning(e, "connection {ConnectionId} could not be ended", connectionId);

    public static void ConnectRefused(this ILambdaLogger log, string connectionId, string reason) =>
        log.LogWarning("connection {ConnectionId} refused: {Reason}", connectionId, reason);

    public static void ConnectFailed(this ILambdaLogger log, string connectionId, Exception e) =>
        log.LogError(e, "connection {ConnectionId} refused: its row could not be written", connectionId);

    public static void MethodFailed(this ILambdaLogger log, string method, string connectionId, Exception e) =>
        log.LogError(e, "hub method {Method} failed for {ConnectionId}", method, connectionId);

    public static void MethodNotBound(this ILambdaLogger log, string method, string connectionId, Exception e) =>
        log.LogWarning(e, "what {ConnectionId} sent does not fit hub method {Method}", connectionId, method);

    public static void MethodRefused(this ILambdaLogger log, string method, string connectionId, string reason) =>
        log.LogInformation("hub method {Method} refused for {ConnectionId}: {Reason}", method, connectionId, reason);

    public static void ConnectionEnded(this ILambdaLogger log, string connectionId, string reason) =>
        log.LogWarning("connection {ConnectionId} is being ended: {Reason}", connectionId, reason);

    public static void LifetimeFailed(this ILambdaLogger log, string method, string connectionId, Exception e) =>
        log.LogError(e, "{Method} failed for {ConnectionId}", method, connectionId);

    public static void CleanUpFailed(this ILambdaLogger log, string connectionId, Exception e) =>
        log.LogWarning(e, "connection {ConnectionId} is gone, but not all that was kept of it could be removed", connectionId);

    public static void EventFailed(this ILambdaLogger log, string connectionId, Exception e) =>
        log.LogError(e, "the event of {ConnectionId} could not be worked on", connectionId);
}
