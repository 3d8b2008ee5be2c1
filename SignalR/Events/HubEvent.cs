using Amazon.Lambda.APIGatewayEvents;

namespace Chat.SignalR.Events;

/// <summary>The part of API Gateway's WebSocket event that every kind has.</summary>
internal sealed record HubEvent(string ConnectionId, string DomainName, string Stage, APIGatewayProxyRequest Request)
{
    public static HubEvent From(APIGatewayProxyRequest request) =>
        request.RequestContext is { ConnectionId: { Length: > 0 } id, DomainName: { } domainName, Stage: { } stage }
            ? new HubEvent(id, domainName, stage, request)
            : throw new ArgumentException(
                "the event is not from a WebSocket API: requestContext lacks connectionId, domainName or stage", nameof(request));
}
