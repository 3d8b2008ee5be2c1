using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Chat.Emulator.Iam;
using Chat.Emulator.Iam.Signing;
using Chat.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Chat.Benchmarks.Parts;

/// <summary>A post's signature, as every call to <c>@connections</c> and to a table has one.</summary>
public class Signatures
{
    private const string Target = "/bench/@connections/L0SM9cOFvHcCIhw%3D";
    private const string Path = "/bench/%40connections/L0SM9cOFvHcCIhw%253D";
    private const string Host = "127.0.0.1:4510";
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private readonly byte[] _body = new byte[64];
    private readonly DefaultHttpContext _context = new();
    private SignatureVerifier _verifier = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var now = TimeProvider.System.GetUtcNow();
        var fixedTime = new FixedTime(now);
        var timestamp = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{timestamp[..8]}/us-east-1/execute-api/aws4_request";
        var canonical = $"POST\n{Path}\n\nhost:{Host}\nx-amz-date:{timestamp}\n\nhost;x-amz-date\n{Convert.ToHexStringLower(SHA256.HashData(_body))}";
        var toSign = $"AWS4-HMAC-SHA256\n{timestamp}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(SigV4Key.Derive(Secret, timestamp[..8], "us-east-1", "execute-api"), Encoding.UTF8.GetBytes(toSign)));

        _context.Request.Method = "POST";
        _context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = Target;
        _context.Request.Headers.Host = Host;
        _context.Request.Headers["X-Amz-Date"] = timestamp;
        _context.Request.Headers.Authorization = $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders=host;x-amz-date, Signature={signature}";
        var caller = new Caller("example", "arn:aws:iam::000000000000:user/example", null);
        _verifier = new SignatureVerifier(_ => new Credential("AKIDEXAMPLE", Secret, null, caller), "us-east-1", fixedTime);
        if (!Verify())
        {
            throw new InvalidOperationException("The signature is wrong: this would measure its refusal.");
        }
    }

    [Benchmark]
    public bool Verify() => _verifier.Verify(_context.Request, "execute-api", _body, out _) is null;

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
