using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Chat.Emulator.Iam;
using Chat.Emulator.Iam.Signing;
using Chat.Emulator.Options;

namespace Chat.Emulator.Tables;

/// <summary>A DynamoDB that runs somewhere, and how the emulator asks it itself.</summary>
/// <param name="Endpoint">Such as <c>http://127.0.0.1:41234/</c>.</param>
/// <param name="Key">
/// What our own server has to hear with every request: it checks no signatures, and its port is everybody's on this machine. Null for a server
/// of somebody else.
/// </param>
/// <param name="SignedWith">What a server of somebody else knows callers by. Null: it takes any signature, as ours, LocalStack and DynamoDB Local do.</param>
internal sealed record TableTarget(Uri Endpoint, string? Key = null, TableSigning? SignedWith = null)
{
    public const string KeyHeader = "X-Emulator-Key";

    /// <summary>A client of the emulator's own.</summary>
    /// <param name="isExpiry">Its deletions are DynamoDB's own, and streams show them so.</param>
    public AmazonDynamoDBClient CreateClient(string region, bool isExpiry = false)
    {
        var client = Unlock(new AmazonDynamoDBClient(
            SignedWith is { Keys: var keys } ? new BasicAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey) : new BasicAWSCredentials("emulator", "emulator"),
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

    /// <summary>
    /// Headers that sign a request anew: who asks has been checked here, and a server that checks too knows one caller. Empty where any signature does.
    /// </summary>
    /// <param name="action">Such as <c>DynamoDB_20120810.Scan</c>.</param>
    public SortedDictionary<string, string> Sign(string action, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (SignedWith is { } signing)
        {
            headers["host"] = Endpoint.Authority;
            headers["x-amz-target"] = action;
            RequestSigner.Sign(headers, body, signing.Credential, signing.Region, "dynamodb", now);
        }

        return headers;
    }
}

/// <summary>Keys that a server of somebody else knows, and the region of its signatures.</summary>
internal sealed record TableSigning(TableCredentials Keys, string Region)
{
    public Credential Credential { get; } = new(Keys.AccessKeyId, Keys.SecretAccessKey, SessionToken: null, new Caller("tables", "", Permissions: null));
}
