using System.Security.Cryptography;
using Chat.Emulator.Iam;
using Chat.Emulator.Iam.Signing;
using Chat.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Iam;

/// <summary>
/// Requests with the signatures that AWS's documentation and its test suite for signers give them: key AKIDEXAMPLE, 2015-08-30 12:36.
/// </summary>
public sealed class SignatureVerifierTests
{
    private const string Host = "example.amazonaws.com";
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string Vanilla = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";

    private readonly Caller _caller = new("example", "arn:aws:iam::000000000000:user/example", null);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("GET", "/", Vanilla)]
    [InlineData("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("GET", "/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("GET", "//example//", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84")]
    [InlineData("GET", "/./", Vanilla)]
    [InlineData("GET", "/example1/example2/../..", Vanilla)]
    [InlineData(
        "GET",
        "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f")]
    public void Verify_TestSuite_IsRight(string method, string target, string signature)
    {
        var request = Request(method, target, "service", "host;x-amz-date", signature);

        Assert.Null(Verify(request, "service"));
    }

    [Fact]
    public void Verify_HeadersWithSpaces_AreTakenWithoutThem()
    {
        var request = Request(
            "GET", "/", "service", "host;my-header1;my-header2;x-amz-date", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
        request.Headers["My-Header1"] = "  value1";
        request.Headers["My-Header2"] = " \"a   b   c\"";

        Assert.Null(Verify(request, "service"));
    }

    [Fact]
    public void Verify_ExampleOfTheDocumentation_IsRight()
    {
        var request = Request(
            "GET", "/?Action=ListUsers&Version=2010-05-08", "iam", "content-type;host;x-amz-date",
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
        request.Headers.Host = "iam.amazonaws.com";
        request.Headers.ContentType = "application/x-www-form-urlencoded; charset=utf-8";

        Assert.Null(Verify(request, "iam"));
    }

    [Fact]
    public void Derive_ExampleOfTheDocumentation_IsTheKey() => Assert.Equal(
        "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9",
        Convert.ToHexStringLower(SigV4Key.Derive(Secret, "20150830", "us-east-1", "iam")));

    [Fact]
    public void Sign_ManyAtOnce_EachHasItsOwnSignature()
    {
        byte[][] texts = ["one"u8.ToArray(), "two"u8.ToArray(), "three"u8.ToArray()];
        var value = SigV4Key.Derive(Secret, "20150830", "us-east-1", "iam");
        var key = new SigV4Key(Secret, "20150830", "us-east-1", "iam");
        var signed = new string[1_000];

        Parallel.For(0, signed.Length, i =>
        {
            var signature = new byte[HMACSHA256.HashSizeInBytes];
            key.Sign(texts[i % texts.Length], signature);
            signed[i] = Convert.ToHexString(signature);
        });

        Assert.All(signed, (signature, i) => Assert.Equal(Convert.ToHexString(HMACSHA256.HashData(value, texts[i % texts.Length])), signature));
    }

    [Fact]
    public void Verify_OtherBody_SaysWhatShouldHaveBeenSigned()
    {
        var error = Verify(Request("GET", "/", "service", "host;x-amz-date", Vanilla), "service", "x"u8);

        Assert.Equal("InvalidSignatureException", error?.ErrorType);
        Assert.Equal(
            """
            The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.

            The Canonical String for this request should have been
            'GET
            /

            host:example.amazonaws.com
            x-amz-date:20150830T123600Z

            host;x-amz-date
            2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'

            The String-to-Sign should have been
            'AWS4-HMAC-SHA256
            20150830T123600Z
            20150830/us-east-1/service/aws4_request
            """.ReplaceLineEndings("\n"),
            error?.Message[..error.Message.LastIndexOf('\n', error.Message.Length - 2)]);
    }

    [Theory]
    [InlineData(-5, null)]
    [InlineData(5, null)]
    [InlineData(6, "Signature expired: 20150830T123600Z is now earlier than 20150830T123700Z (20150830T124200Z - 5 min.)")]
    [InlineData(-6, "Signature not yet current: 20150830T123600Z is still later than 20150830T123500Z (20150830T123000Z + 5 min.)")]
    public void Verify_ClockIsOff_FiveMinutesAreTolerated(int minutes, string? message)
    {
        _time.AdjustTime(_time.GetUtcNow() + TimeSpan.FromMinutes(minutes));

        var error = Verify(Request("GET", "/", "service", "host;x-amz-date", Vanilla), "service");

        Assert.Equal(message, error?.Message);
    }

    [Fact]
    public void Verify_NoSignature_IsMissingToken()
    {
        var request = Request("GET", "/", "service", "host;x-amz-date", Vanilla);
        request.Headers.Authorization = default;

        Assert.Same(AccessError.MissingToken, Verify(request, "service"));
    }

    [Fact]
    public void Verify_UnknownKey_IsUnrecognized()
    {
        var request = Request("GET", "/", "service", "host;x-amz-date", Vanilla);
        request.Headers.Authorization = request.Headers.Authorization.ToString().Replace("AKIDEXAMPLE", "AKIDOTHER", StringComparison.Ordinal);

        Assert.Same(AccessError.UnknownKey, Verify(request, "service"));
    }

    [Fact]
    public void Verify_TokenOfAnEmulatorThatEnded_IsExpired()
    {
        var stack = TestStack.With();
        var request = Request("GET", "/", "service", "host;x-amz-date", Vanilla);
        request.Headers.Authorization = request.Headers.Authorization.ToString().Replace("AKIDEXAMPLE", "ASIAOFBEFORE", StringComparison.Ordinal);
        request.Headers["X-Amz-Security-Token"] = new CallerCredentials(stack).Credential(stack).SessionToken;

        Assert.Same(AccessError.ExpiredToken, Verify(request, "service"));
    }

    [Theory]
    [InlineData("Bearer abc", "Unsupported AWS 'algorithm': 'Bearer'.")]
    [InlineData("AWS4-HMAC-SHA256 Credential", "'Credential' not a valid key=value pair")]
    [InlineData("AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/service/aws4_request", "requires 'Signature' parameter. Authorization header requires 'SignedHeaders'")]
    [InlineData("AWS4-HMAC-SHA256 Credential=A/B, SignedHeaders=host, Signature=0", "Credential must have exactly 5 slash-delimited elements")]
    public void Verify_MalformedHeader_IsIncomplete(string authorization, string message)
    {
        var request = Request("GET", "/", "service", "host;x-amz-date", Vanilla);
        request.Headers.Authorization = authorization;

        var error = Verify(request, "service");

        Assert.Equal("IncompleteSignatureException", error?.ErrorType);
        Assert.Contains(message, error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eu-west-1/service/aws4_request", "Credential should be scoped to a valid region. ")]
    [InlineData("eu-west-1/lambda/aws4_request", "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'service'. ")]
    [InlineData("US-EAST-1/service/aws4_request", "Credential should be scoped to a valid region. ")]
    [InlineData("us-east-1/service/aws4_requests", "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4_requests'. ")]
    public void Verify_OtherScope_IsRefusedInAwssWords(string scope, string message)
    {
        var request = Request("GET", "/", "service", "host;x-amz-date", Vanilla);
        request.Headers.Authorization = request.Headers.Authorization.ToString().Replace("us-east-1/service/aws4_request", scope, StringComparison.Ordinal);

        var error = Verify(request, "service");

        Assert.Equal(("InvalidSignatureException", message), (error?.ErrorType, error?.Message));
        Assert.Equal(scope.StartsWith("eu-west-1", StringComparison.Ordinal), error?.Advice?.EndsWith("--region eu-west-1", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("X-Amz-Target", true)]
    [InlineData("x-amz-content-sha256", true)]
    [InlineData("X-Amz-Invocation-Type", true)]
    [InlineData("X-Amz-Security-Token", false)]
    [InlineData("X-Amzn-Trace-Id", false)]
    [InlineData("Amz-Sdk-Invocation-Id", false)]
    public void Verify_HeaderThatIsNotSigned_IsRefusedWhereItIsAwss(string header, bool isRefused)
    {
        var request = Request("GET", "/", "service", "host;x-amz-date", Vanilla);
        request.Headers[header] = "DynamoDB_20120810.DeleteTable";

        Assert.Equal(isRefused ? "There were headers present in the request which were not signed" : null, Verify(request, "service")?.Message);
    }

    [Fact]
    public void Verify_DateThatIsNotSigned_IsRefused() => Assert.Equal(
        "There were headers present in the request which were not signed",
        Verify(Request("GET", "/", "service", "host", Vanilla), "service")?.Message);

    [Fact]
    public void Verify_OtherService_IsRefused() => Assert.Equal(
        "Credential should be scoped to correct service: 'lambda'. ",
        Verify(Request("GET", "/", "service", "host;x-amz-date", Vanilla), "lambda")?.Message);

    [Theory]
    [InlineData(59, true)]
    [InlineData(61, false)]
    public void Verify_PresignedUrl_IsValidForAsLongAsItSays(int secondsLater, bool isValid)
    {
        const string Target =
            "/demo?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request"
            + "&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=";
        var request = Bare("GET", Target + PresignedSignature);
        _time.Advance(TimeSpan.FromSeconds(secondsLater));

        Assert.Equal(isValid, Verify(request, "service") is null);
    }

    // By botocore's SigV4QueryAuth.
    private const string PresignedSignature = "6da94dec20390f9df50c3b165cec52572960afd3e1c0ab66a9ff7efa4a8e2583";

    private static HttpRequest Request(string method, string target, string service, string signedHeaders, string signature)
    {
        var request = Bare(method, target);
        request.Headers["X-Amz-Date"] = "20150830T123600Z";
        request.Headers.Authorization =
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/{service}/aws4_request, SignedHeaders={signedHeaders}, Signature={signature}";
        return request;
    }

    private static HttpRequest Bare(string method, string target)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        request.QueryString = target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? new QueryString(target[query..]) : default;
        request.Headers.Host = Host;
        return request;
    }

    private AccessError? Verify(HttpRequest request, string service, ReadOnlySpan<byte> body = default)
    {
        var verifier = new SignatureVerifier(key => key == "AKIDEXAMPLE" ? new Credential(key, Secret, null, _caller) : null, "us-east-1", _time);
        var error = verifier.Verify(request, service, body, out var caller);
        Assert.Same(error is null ? _caller : null, caller);
        return error;
    }
}
