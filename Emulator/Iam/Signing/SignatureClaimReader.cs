using System.Globalization;

namespace Chat.Emulator.Iam.Signing;

/// <summary>
/// Reads a claim from the <c>Authorization</c> header or from a presigned URL's query.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
/// </summary>
internal static class SignatureClaimReader
{
    private const string TimestampFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    // A presigned URL is valid for a week at most.
    private const int MaxExpiresSeconds = 7 * 24 * 60 * 60;

    /// <summary>Null when the request is well-formed, and then the claim is in <paramref name="claim"/>.</summary>
    public static AccessError? TryRead(HttpRequest request, out SignatureClaim claim)
    {
        claim = null!;
        if (request.Headers.Authorization is [{ Length: > 0 } authorization, ..])
        {
            return TryReadHeader(request, authorization, out claim);
        }

        return request.Query.ContainsKey("X-Amz-Algorithm") ? TryReadQuery(request, out claim) : AccessError.MissingToken;
    }

    // AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=host;x-amz-date, Signature=5d67…
    private static AccessError? TryReadHeader(HttpRequest request, string authorization, out SignatureClaim claim)
    {
        claim = null!;
        if (!authorization.StartsWith(SignatureClaim.Algorithm + " ", StringComparison.Ordinal))
        {
            return AccessError.Incomplete($"Unsupported AWS 'algorithm': '{authorization.Split(' ')[0]}'.");
        }

        string? credential = null, signedHeaders = null, signature = null;
        foreach (var part in authorization.AsSpan(SignatureClaim.Algorithm.Length + 1).Split(','))
        {
            var pair = authorization.AsSpan(SignatureClaim.Algorithm.Length + 1)[part].Trim();
            if (pair.IndexOf('=') is not (> 0 and var equals))
            {
                return AccessError.Incomplete($"'{pair}' not a valid key=value pair (missing equal-sign) in Authorization header: '{authorization}'.");
            }

            var value = pair[(equals + 1)..].ToString();
            switch (pair[..equals])
            {
                case "Credential":
                    credential = value;
                    break;
                case "SignedHeaders":
                    signedHeaders = value;
                    break;
                case "Signature":
                    signature = value;
                    break;
            }
        }

        var missing = string.Concat(
            credential is null ? "Authorization header requires 'Credential' parameter. " : "",
            signature is null ? "Authorization header requires 'Signature' parameter. " : "",
            signedHeaders is null ? "Authorization header requires 'SignedHeaders' parameter. " : "");
        if (missing.Length > 0)
        {
            return AccessError.Incomplete($"{missing}Authorization={authorization}");
        }

        if (ReadTime(request) is not { } time)
        {
            return AccessError.Incomplete(
                $"Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization={authorization}");
        }

        return TryMake(
            credential!, signedHeaders!, signature!, time, null, request.Headers["X-Amz-Security-Token"], IsUnsigned(request), out claim);
    }

    private static AccessError? TryReadQuery(HttpRequest request, out SignatureClaim claim)
    {
        claim = null!;
        var query = request.Query;
        if (query["X-Amz-Algorithm"] != SignatureClaim.Algorithm)
        {
            return AccessError.Incomplete($"Unsupported AWS 'algorithm': '{query["X-Amz-Algorithm"]}'.");
        }

        if (query["X-Amz-Credential"] is not [{ } credential] || query["X-Amz-SignedHeaders"] is not [{ } signedHeaders]
            || query["X-Amz-Signature"] is not [{ } signature] || query["X-Amz-Date"] is not [{ } date] || ReadTimestamp(date) is not { } time)
        {
            return AccessError.Incomplete(
                "AWS query-string parameters must include 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders' and 'X-Amz-Date'. "
                + "Re-examine the query-string parameters.");
        }

        // Optional for API Gateway, whose presigned URLs are valid for as long as any signature is.
        TimeSpan? validFor = null;
        if (query["X-Amz-Expires"] is [{ } expires])
        {
            if (!int.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > MaxExpiresSeconds)
            {
                return AccessError.Incomplete($"X-Amz-Expires must be a number of seconds up to {MaxExpiresSeconds}, not '{expires}'.");
            }

            validFor = TimeSpan.FromSeconds(seconds);
        }

        return TryMake(credential, signedHeaders, signature, (date, time), validFor, query["X-Amz-Security-Token"], IsUnsigned(request), out claim);
    }

    private static AccessError? TryMake(
        string credential,
        string signedHeaders,
        string signature,
        (string Timestamp, DateTimeOffset Time) signed,
        TimeSpan? validFor,
        string? sessionToken,
        bool isPayloadUnsigned,
        out SignatureClaim claim)
    {
        claim = null!;
        if (SignatureClaim.ReadCredential(credential) is not var (accessKeyId, scope, date, region, service, terminator))
        {
            return AccessError.Incomplete($"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'");
        }

        if (terminator != SignatureClaim.Terminator)
        {
            return AccessError.InvalidSignature(
                $"Credential should be scoped with a valid terminator: '{SignatureClaim.Terminator}', not '{terminator}'. ");
        }

        if (!SignatureClaim.Names(signedHeaders, "host"))
        {
            return AccessError.InvalidSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }

        if (!signed.Timestamp.StartsWith(date, StringComparison.Ordinal) || date.Length != 8)
        {
            return AccessError.InvalidSignature(
                $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{date}' != '{signed.Timestamp}'.");
        }

        claim = new SignatureClaim(
            accessKeyId, scope, date, region, service, signedHeaders, signature, signed.Timestamp, signed.Time, validFor, sessionToken, isPayloadUnsigned);
        return null;
    }

    private static bool IsUnsigned(HttpRequest request) => request.Headers["X-Amz-Content-Sha256"] == UnsignedPayload;

    private static (string Timestamp, DateTimeOffset Time)? ReadTime(HttpRequest request)
    {
        if (request.Headers["X-Amz-Date"] is [{ } timestamp])
        {
            return ReadTimestamp(timestamp) is { } exact ? (timestamp, exact) : null;
        }

        return request.Headers.Date is [{ } date]
            && DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? (time.ToString(TimestampFormat, CultureInfo.InvariantCulture), time)
                : null;
    }

    private static DateTimeOffset? ReadTimestamp(string text) =>
        DateTimeOffset.TryParseExact(text, TimestampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
