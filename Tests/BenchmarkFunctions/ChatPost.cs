using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Chat.Functions.Broadcasting;

namespace Chat.BenchmarkFunctions;

/// <summary>Posts as the chat does.</summary>
internal sealed class ChatPost
{
    private readonly ManagementApiSenders _senders = new(Environment.GetEnvironmentVariable("AWS_REGION"), TimeProvider.System);

    public async Task<Answer> HandleAsync(APIGatewayProxyRequest request, ILambdaContext context)
    {
        var call = request.RequestContext!;
        var outcome = await _senders.For(call.DomainName!, call.Stage!).SendAsync(call.ConnectionId!, Program.TextOf(request), CancellationToken.None);
        return outcome is SendOutcome.Delivered ? new Answer(200, null) : throw new InvalidOperationException($"The post ended as {outcome}.");
    }
}
