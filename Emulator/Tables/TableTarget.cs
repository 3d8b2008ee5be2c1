using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace Chat.Emulator.Tables;

/// <summary>A DynamoDB that runs somewhere, and how the emulator asks it itself.</summary>
/// <param name="Endpoint">Such as <c>http://127.0.0.1:41234/</c>.</param>
/// <param name="Key">
/// What our own server has to hear with every request: it checks no signatures, and its port is everybody's on this machine. Null for a server
/// of somebody else.
/// </param>
internal sealed record TableTarget(Uri Endpoint, string? Key = null)
{
    public const string KeyHeader = "X-Emulator-Key";

    /// <summary>A client of the emulator's own, with any credentials.</summary>
    /// <param name="isExpiry">Its deletions are DynamoDB's own, and streams show them so.</param>
    public AmazonDynamoDBClient CreateClient(string region, bool isExpiry = false)
    {
        var client = Unlock(new AmazonDynamoDBClient(
            new BasicAWSCredentials("emulator", "emulator"),
            new AmazonDynamoDBConfig { ServiceURL = Endpoint.ToString(), AuthenticationRegion = region }));
        if (isExpiry)
        {
            client.BeforeRequestEvent += (_, request) => ((WebServiceRequestEventArgs)request).Headers["X-Emulator-Expiry"] = "1";
        }

        return client;
    }

    /// <summary>The client, which names the key from now on.</summary>
    public T Unlock<T>(T client)
        where T : AmazonServiceClient
    {
        if (Key is { } key)
        {
            client.BeforeRequestEvent += (_, request) => ((WebServiceRequestEventArgs)request).Headers[KeyHeader] = key;
        }

        return client;
    }
}
