using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Chat.Emulator.Iam.Signing;

/// <summary>Tells who signed a request (Signature Version 4), or why it isn't known.</summary>
/// <param name="find">The credential with an access key's id, if there is one.</param>
/// <param name="region">The one that everything here is in.</param>
internal sealed class SignatureVerifier(Func<string, Credential?> find, string region, TimeProvider timeProvider)
{
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    private readonly SigningKeys _keys = new();

    /// <summary>Null when the signature is right, and then who made it is in <paramref name="caller"/>.</summary>
    /// <param name="service">The name that the service signs by, such as <c>execute-api</c>.</param>
    /// <param name="body">The whole body, as it came.</param>
    public AccessError? Verify(HttpRequest request, string service, ReadOnlySpan<byte> body, out Caller caller)
    {
        caller = null!;
        if (SignatureClaimReader.TryRead(request, out var claim) is { } malformed)
        {
            return malformed;
        }

        if (CheckScope(claim, service) is { } misdirected)
        {
            return misdirected;
        }

        if (FindUnsigned(request, claim) is { } unsigned)
        {
            return unsigned;
        }

        if (CheckTime(claim) is { } untimely)
        {
            return untimely;
        }

        if (find(claim.AccessKeyId) is not { } credential)
        {
            return CallerCredentials.WasGivenOut(claim.SessionToken) ? AccessError.ExpiredToken : AccessError.UnknownKey;
        }

        // Each environment of a function has its own session: the function's token, a dot, and what tells the environment.
        if (credential.SessionToken is { } token && !IsOf(token, claim.SessionToken))
        {
            return AccessError.UnknownKey;
        }

        if (CheckSignature(request, claim, credential, body) is { } wrong)
        {
            return wrong;
        }

        caller = credential.Caller;
        return null;
    }

    // AWS names all that is wrong, one sentence after the other.
    private AccessError? CheckScope(SignatureClaim claim, string service)
    {
        if (claim.Region == region && claim.Service == service)
        {
            return null;
        }

        return AccessError.InvalidSignature(string.Concat(
            claim.Region == region ? "" : "Credential should be scoped to a valid region. ",
            claim.Service == service ? "" : $"Credential should be scoped to correct service: '{service}'. ")) with
        {
            Advice = claim.Region == region
                ? null
                : $"it is signed for the region {claim.Region}, and the stack runs in {region}. Let the client take AWS_REGION, or start the emulator with --region {claim.Region}",
        };
    }

    // The token may be added once the rest is signed: it is checked by itself.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#temporary-security-credentials
    private static AccessError? FindUnsigned(HttpRequest request, SignatureClaim claim)
    {
        foreach (var (name, _) in request.Headers)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)
                && !name.Equals("x-amz-security-token", StringComparison.OrdinalIgnoreCase)
                && !claim.Signs(name))
            {
                return AccessError.InvalidSignature("There were headers present in the request which were not signed") with
                {
                    Advice = $"its header {name} isn't among those that are signed",
                };
            }
        }

        return null;
    }

    private static bool IsOf(string token, ReadOnlySpan<char> given)
    {
        var dot = given.IndexOf('.');
        return CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(token.AsSpan()), MemoryMarshal.AsBytes(dot < 0 ? given : given[..dot]));
    }

    private AccessError? CheckTime(SignatureClaim claim)
    {
        var now = timeProvider.GetUtcNow();
        var latest = claim.ValidFor is { } validFor ? claim.Time + validFor : claim.Time + MaxSkew;
        if (now > latest)
        {
            return AccessError.InvalidSignature(claim.ValidFor is null
                ? $"Signature expired: {claim.Timestamp} is now earlier than {Text(now - MaxSkew)} ({Text(now)} - 5 min.)"
                : $"Signature expired: {claim.Timestamp} + {claim.ValidFor.Value.TotalSeconds} s is now earlier than {Text(now)}");
        }

        return claim.Time > now + MaxSkew
            ? AccessError.InvalidSignature($"Signature not yet current: {claim.Timestamp} is still later than {Text(now + MaxSkew)} ({Text(now)} + 5 min.)")
            : null;
    }

    private AccessError? CheckSignature(HttpRequest request, SignatureClaim claim, Credential credential, ReadOnlySpan<byte> body)
    {
        using var canonical = new PooledText(2048);
        CanonicalRequest.Write(canonical, request, claim, body);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonical.Written, hash);

        using var toSign = new PooledText(256);
        toSign.Append(SignatureClaim.Algorithm);
        toSign.Append((byte)'\n');
        toSign.Append(claim.Timestamp);
        toSign.Append((byte)'\n');
        toSign.Append(claim.Scope);
        toSign.Append((byte)'\n');
        CanonicalRequest.WriteHex(toSign, hash);

        _keys.Of(credential, claim).Sign(toSign.Written, hash);
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        return claim.Signature.Length == SHA256.HashSizeInBytes * 2
            && Convert.FromHexString(claim.Signature, given, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(hash, given)
                ? null
                : AccessError.InvalidSignature(
                    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing "
                    + "method. Consult the service documentation for details.\n\n"
                    + $"The Canonical String for this request should have been\n'{canonical}'\n\nThe String-to-Sign should have been\n'{toSign}'\n");
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
