using Amazon.Lambda.Core;

namespace Chat.Functions.Handlers;

/// <summary>What one route does; the result is the integration's statusCode.</summary>
internal interface IRouteHandler
{
    Task<int> HandleAsync(WebSocketEvent message, ILambdaLogger log, CancellationToken deadline);
}
