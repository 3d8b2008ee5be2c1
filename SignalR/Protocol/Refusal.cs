namespace Chat.SignalR.Protocol;

/// <summary>What an API Gateway WebSocket API and Lambda can't carry, in sentences that a client is told.</summary>
internal static class Refusal
{
    public static string Protocol(string name) =>
        $"The protocol '{name}' is not supported: an API Gateway WebSocket API carries text only. Use the JSON protocol, which is every client's default.";

    public static string Stream(string method) =>
        $"'{method}' can't be streamed: between an API Gateway WebSocket API and Lambda there is no stream. Return the items as one result, or send them as calls.";

    public static string ClientResults(string method) =>
        $"'{method}' can't be invoked on a client for its result: Lambda doesn't wait for a client's answer. Send it, and let the client call a method of the hub.";

    public static string OutOfTime(string method) => $"'{method}' did not finish within the time that its function has.";

    public static string TooLarge(string what, int bytes) =>
        $"{what} has {bytes} bytes as JSON: an API Gateway WebSocket API carries {HubProtocol.LargestFrame} at most.";
}
