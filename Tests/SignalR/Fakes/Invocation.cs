using System.Collections.Concurrent;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

namespace Chat.SignalR.Tests.Fakes;

/// <summary>An invocation: its event, and a log that can be read.</summary>
internal sealed class Invocation : ILambdaLogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public void Log(string message) => Lines.Enqueue(message);

    public void LogLine(string message) => Lines.Enqueue(message);

    public static APIGatewayProxyRequest Connect(string connectionId, params (string Name, string Value)[] query)
    {
        var request = Event("CONNECT", connectionId, null);
        request.QueryStringParameters = query.ToDictionary(entry => entry.Name, entry => entry.Value);
        return request;
    }

    public static APIGatewayProxyRequest Message(string connectionId, string body) => Event("MESSAGE", connectionId, body);

    public static APIGatewayProxyRequest Disconnect(string connectionId) => Event("DISCONNECT", connectionId, null);

    private static APIGatewayProxyRequest Event(string type, string connectionId, string? body) => new()
    {
        Body = body,
        RequestContext = new APIGatewayProxyRequest.ProxyRequestContext
        {
            ConnectionId = connectionId,
            DomainName = "abc.execute-api.eu-west-1.amazonaws.com",
            Stage = "demo",
            EventType = type,
        },
    };
}
