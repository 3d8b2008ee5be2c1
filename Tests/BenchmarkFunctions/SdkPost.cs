using Amazon.ApiGatewayManagementApi;
using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

namespace Chat.BenchmarkFunctions;

/// <summary>Posts as AWS's SDK does.</summary>
internal sealed class SdkPost
{
    private AmazonApiGatewayManagementApiClient? _client;

    public async Task<Answer> HandleAsync(APIGatewayProxyRequest request, ILambdaContext context)
    {
        var client = _client ??= Open(request);
        using var data = new MemoryStream(Program.TextOf(request));
        await client.PostToConnectionAsync(new PostToConnectionRequest { ConnectionId = request.RequestContext!.ConnectionId, Data = data });
        return new Answer(200, null);
    }

    private static AmazonApiGatewayManagementApiClient Open(APIGatewayProxyRequest request)
    {
        // As the chat's own sender does it: what the environment names wins, and has to be assigned.
        var config = new AmazonApiGatewayManagementApiConfig();
        config.ServiceURL = config.ServiceURL is { Length: > 0 } configured
            ? configured
            : $"https://{request.RequestContext!.DomainName}/{request.RequestContext.Stage}";
        config.AuthenticationRegion = Environment.GetEnvironmentVariable("AWS_REGION");
        return new AmazonApiGatewayManagementApiClient(config);
    }
}
