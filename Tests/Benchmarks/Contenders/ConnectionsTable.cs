using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Chat.Benchmarks.Contenders;

/// <summary>The chat's table, for a contender that makes none from its template.</summary>
internal static class ConnectionsTable
{
    public static async Task CreateAsync(Uri endpoint, string name, CancellationToken cancellationToken)
    {
        using var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("test", "test"),
            new AmazonDynamoDBConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "us-east-1" });
        await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = name,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [new AttributeDefinition("connectionId", ScalarAttributeType.S)],
                KeySchema = [new KeySchemaElement("connectionId", KeyType.HASH)],
            },
            cancellationToken);
    }
}
