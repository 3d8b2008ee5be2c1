using System.Text;
using System.Text.Json;
using Amazon.ApiGatewayManagementApi;
using Amazon.ApiGatewayManagementApi.Model;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

[assembly: LambdaSerializer(typeof(DefaultLambdaJsonSerializer))]

namespace Chat;

public sealed class Function
{
    private readonly string _table = Environment.GetEnvironmentVariable("CONNECTIONS_TABLE")!;
    private readonly AmazonDynamoDBClient _client = new();

    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaContext context)
    {
        var from = request.RequestContext;
        switch (from.RouteKey)
        {
            case "$connect":
                await _client.PutItemAsync(_table, Key(from.ConnectionId));
                break;
            case "$disconnect":
                await _client.DeleteItemAsync(_table, Key(from.ConnectionId));
                break;
            case "say":
                using (var message = JsonDocument.Parse(request.Body))
                {
                    var text = message.RootElement.TryGetProperty("text", out var said) ? said.ToString() : "";
                    await BroadcastAsync($"https://{from.DomainName}/{from.Stage}", text, context.Logger);
                }

                break;
        }

        return new APIGatewayProxyResponse { StatusCode = 200 };
    }

    private async Task BroadcastAsync(string endpoint, string text, ILambdaLogger logger)
    {
        using var connections = new AmazonApiGatewayManagementApiClient(new AmazonApiGatewayManagementApiConfig { ServiceURL = endpoint });
        Dictionary<string, AttributeValue>? next = null;
        do
        {
            var page = await _client.ScanAsync(new ScanRequest { TableName = _table, ExclusiveStartKey = next });
            await Task.WhenAll(page.Items.Select(row => PostAsync(connections, row["connectionId"].S, text, logger)));
            next = page.LastEvaluatedKey;
        }
        while (next is { Count: > 0 });
    }

    private async Task PostAsync(AmazonApiGatewayManagementApiClient connections, string connectionId, string text, ILambdaLogger logger)
    {
        try
        {
            using var data = new MemoryStream(Encoding.UTF8.GetBytes(text));
            await connections.PostToConnectionAsync(new PostToConnectionRequest { ConnectionId = connectionId, Data = data });
        }
        catch (GoneException)
        {
            // It has left; AWS tells $disconnect later, or never.
            await _client.DeleteItemAsync(_table, Key(connectionId));
        }
        catch (AmazonApiGatewayManagementApiException e)
        {
            logger.LogLine($"not delivered to {connectionId}: {e.Message}");
        }
    }

    private static Dictionary<string, AttributeValue> Key(string connectionId) => new() { ["connectionId"] = new AttributeValue(connectionId) };
}
