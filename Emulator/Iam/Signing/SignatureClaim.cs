namespace Chat.Emulator.Iam.Signing;

/// <summary>What a request says about its signature, before anything of it is checked.</summary>
/// <param name="Scope">As it was sent, without the key: <c>20150830/us-east-1/iam/aws4_request</c>.</param>
/// <param name="Date">The scope's date, such as <c>20150830</c>.</param>
/// <param name="SignedHeaders">As they were sent, such as <c>host;x-amz-date</c>.</param>
/// <param name="Timestamp">Such as <c>20150830T123600Z</c>.</param>
/// <param name="ValidFor">Of a presigned URL; null when the signature stands in a header.</param>
internal sealed record SignatureClaim(
    string AccessKeyId,
    string Scope,
    string Date,
    string Region,
    string Service,
    string SignedHeaders,
    string Signature,
    string Timestamp,
    DateTimeOffset Time,
    TimeSpan? ValidFor,
    string? SessionToken,
    bool IsPayloadUnsigned)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    public const string Terminator = "aws4_request";

    /// <summary>True for a header that is signed along; names have no case.</summary>
    public bool Signs(ReadOnlySpan<char> header) => Names(SignedHeaders, header);

    public static bool Names(ReadOnlySpan<char> signedHeaders, ReadOnlySpan<char> header)
    {
        foreach (var name in signedHeaders.Split(';'))
        {
            if (signedHeaders[name].Equals(header, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Splits <c>AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request</c>; null when it isn't that.</summary>
    public static (string AccessKeyId, string Scope, string Date, string Region, string Service, string Terminator)? ReadCredential(string credential) =>
        credential.Split('/') is [{ Length: > 0 } key, var date, var region, var service, var terminator]
            ? (key, credential[(key.Length + 1)..], date, region, service, terminator)
            : null;
}
