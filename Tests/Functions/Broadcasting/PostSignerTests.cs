using Amazon.Runtime;
using Chat.Functions.Broadcasting;

namespace Chat.Functions.Tests.Broadcasting;

/// <summary>AWS's own examples: the Signature Version 4 test suite, of which these are the posts that need no other header.</summary>
public sealed class PostSignerTests
{
    private const string AccessKey = "AKIDEXAMPLE";
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private const string Token =
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/"
        + "kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64"
        + "lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

    [Fact]
    public void Sign_PostVanilla_IsTheSuitesSignature() =>
        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, "
            + "Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            Sign(new ImmutableCredentials(AccessKey, Secret, null)));

    [Fact]
    public void Sign_PostWithSecurityToken_IsTheSuitesSignature() =>
        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, "
            + "Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
            Sign(new ImmutableCredentials(AccessKey, Secret, Token)));

    [Fact]
    public void Sign_NextDayOrOtherSecret_DerivesAnotherKey()
    {
        var signer = new PostSigner("us-east-1", "service");
        var first = Sign(signer, Secret, "20150830T123600Z");

        Assert.Equal(first, Sign(signer, Secret, "20150830T123600Z"));
        Assert.Equal(Sign(new PostSigner("us-east-1", "service"), Secret, "20150831T123600Z"), Sign(signer, Secret, "20150831T123600Z"));
        Assert.Equal(Sign(new PostSigner("us-east-1", "service"), "another", "20150831T123600Z"), Sign(signer, "another", "20150831T123600Z"));
    }

    [Fact]
    public void Sign_ManyAtOnceWithTwoBodies_EachHasItsOwnSignature()
    {
        byte[][] bodies = ["one"u8.ToArray(), "two"u8.ToArray()];
        var expected = Array.ConvertAll(bodies, body => SignBody(new PostSigner("us-east-1", "service"), body));
        var signer = new PostSigner("us-east-1", "service");
        var signed = new string[1_000];

        Parallel.For(0, signed.Length, i => signed[i] = SignBody(signer, bodies[i % 2]));

        Assert.NotEqual(expected[0], expected[1]);
        Assert.All(signed, (signature, i) => Assert.Equal(expected[i % 2], signature));
    }

    private static string SignBody(PostSigner signer, byte[] body) =>
        signer.Sign(new ImmutableCredentials(AccessKey, Secret, null), "example.amazonaws.com", "/", "20150830T123600Z", body);

    private static string Sign(ImmutableCredentials credentials) =>
        new PostSigner("us-east-1", "service").Sign(credentials, "example.amazonaws.com", "/", "20150830T123600Z", []);

    private static string Sign(PostSigner signer, string secret, string timestamp) =>
        signer.Sign(new ImmutableCredentials(AccessKey, secret, null), "example.amazonaws.com", "/", timestamp, []);
}
