using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Chat.Tests;

/// <summary>dynalite, as the emulator's build installed it, for somebody who brings no tables: one table with a text for its key.</summary>
internal static class TablesServer
{
    /// <param name="artifacts">The build's output, where dynalite is.</param>
    /// <param name="table">The table's name.</param>
    /// <param name="key">Its partition key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<(ServerProcess Server, Uri Endpoint)> StartAsync(
        string artifacts, string table, string key, CancellationToken cancellationToken)
    {
        var server = ServerProcess.Start("node", [Path.Combine(artifacts, "npm", "dynalite", "start.mjs")]);
        try
        {
            using var said = JsonDocument.Parse("{\"port\":" + await server.WaitForAsync("{\"port\":", cancellationToken));
            var endpoint = new Uri($"http://127.0.0.1:{said.RootElement.GetProperty("port").GetInt32()}/");
            await CreateAsync(endpoint, table, key, cancellationToken);
            return (server, endpoint);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static async Task CreateAsync(Uri endpoint, string table, string key, CancellationToken cancellationToken)
    {
        using var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("test", "test"),
            new AmazonDynamoDBConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "us-east-1" });
        await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = table,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [new AttributeDefinition(key, ScalarAttributeType.S)],
                KeySchema = [new KeySchemaElement(key, KeyType.HASH)],
            },
            cancellationToken);
    }
}
