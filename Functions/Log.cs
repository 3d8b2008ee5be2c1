using Amazon.Lambda.Core;
using Chat.Functions.Broadcasting;

namespace Chat.Functions;

/// <summary>Every line we log; with Lambda's JSON log format the names in braces become fields. Message texts are never logged.</summary>
internal static class Log
{
    public static void ConnectFailed(this ILambdaLogger log, string connectionId, Exception e) =>
        log.LogError(e, "connection {ConnectionId} refused: its row could not be written", connectionId);

    public static void TakeBackFailed(this ILambdaLogger log, string connectionId, Exception e) =>
        log.LogWarning(e, "connection {ConnectionId} was refused, but a row of it may be left until its expiry", connectionId);

    public static void DisconnectFailed(this ILambdaLogger log, string connectionId, Exception e) =>
        log.LogError(e, "connection {ConnectionId} ended, but its row could not be removed", connectionId);

    public static void MessageRejected(this ILambdaLogger log, string connectionId, string reason) =>
        log.LogInformation("message of {ConnectionId} rejected: {Reason}", connectionId, reason);

    public static void BroadcastDone(this ILambdaLogger log, BroadcastTally tally)
    {
        const string Template = "broadcast: {Delivered} delivered, {Gone} gone, {Failed} failed, {Retried} retried, {ElapsedMs} ms";
        var elapsed = (long)tally.Elapsed.TotalMilliseconds;
        if (tally.IsComplete)
        {
            log.LogInformation(Template, tally.Delivered, tally.Gone, tally.Failed, tally.Retried, elapsed);
        }
        else
        {
            log.LogWarning(Template, tally.Delivered, tally.Gone, tally.Failed, tally.Retried, elapsed);
        }
    }

    public static void SendFailed(this ILambdaLogger log, string connectionId, string reason) =>
        log.LogWarning("post to {ConnectionId} failed: {Reason}", connectionId, reason);

    public static void ForgetFailed(this ILambdaLogger log, string connectionId, Exception e) =>
        log.LogWarning(e, "connection {ConnectionId} is gone, but its row could not be removed", connectionId);

    public static void SenderNotTold(this ILambdaLogger log, string connectionId) =>
        log.LogWarning("the sender {ConnectionId} couldn't be told that its message may not have reached everybody", connectionId);

    public static void CloseFailed(this ILambdaLogger log, string connectionId, Exception e) =>
        log.LogWarning(e, "connection {ConnectionId} could not be ended", connectionId);

    public static void LobbyFailed(this ILambdaLogger log, string connectionId, Exception e) =>
        log.LogError(e, "what {ConnectionId} said did not reach the lobby's members", connectionId);

    public static void TokenRefused(this ILambdaLogger log, string connectionId, string reason) =>
        log.LogInformation("the token of connection {ConnectionId} is refused: {Reason}", connectionId, reason);

    public static void OriginRefused(this ILambdaLogger log, string connectionId) =>
        log.LogInformation("connection {ConnectionId} is refused: its page isn't one of ALLOWED_ORIGINS", connectionId);

    public static void ListFailed(this ILambdaLogger log, Exception e, bool outOfTime) =>
        log.LogError(e, "the connections could not be read to the end, out of time: {OutOfTime}", outOfTime);
}
