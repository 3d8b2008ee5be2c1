using Amazon.Lambda.APIGatewayEvents;

namespace Chat.Functions.Handlers;

/// <summary>The part of API Gateway's WebSocket event that the handlers need.</summary>
internal sealed record WebSocketEvent(string ConnectionId, string DomainName, string Stage, string? Body)
{
    public static WebSocketEvent From(APIGatewayProxyRequest request) =>
        request.RequestContext is { ConnectionId: { Length: > 0 } id, DomainName: { } domainName, Stage: { } stage }
            ? new WebSocketEvent(id, domainName, stage, request.Body)
            : throw new ArgumentException(
                "the event is not from a WebSocket API: requestContext lacks connectionId, domainName or stage", nameof(request));
}
