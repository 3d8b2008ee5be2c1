using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace Chat.Functions.Broadcasting;

/// <summary>What a secret gives for a day, region and service: four HMACs, so it is kept.</summary>
/// <param name="Scope"><c>20260102/us-east-1/execute-api/aws4_request</c></param>
internal sealed record SigningKey(string Secret, string Scope, byte[] Value)
{
    private const int DateLength = 8;

    public bool IsFor(ImmutableCredentials credentials, string timestamp) =>
        Scope.AsSpan(0, DateLength).SequenceEqual(timestamp.AsSpan(0, DateLength)) && Secret == credentials.SecretKey;

    public static SigningKey Derive(ImmutableCredentials credentials, string timestamp, string region, string service)
    {
        var date = timestamp[..DateLength];
        var key = Encoding.UTF8.GetBytes("AWS4" + credentials.SecretKey);
        foreach (var part in (ReadOnlySpan<string>)[date, region, service, "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return new SigningKey(credentials.SecretKey, $"{date}/{region}/{service}/aws4_request", key);
    }

    // A record would print its secret.
    public override string ToString() => Scope;
}
