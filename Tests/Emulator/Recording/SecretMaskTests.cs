using Chat.Emulator.Recording;

namespace Chat.Emulator.Tests.Recording;

/// <summary>What of a session must not be in a file.</summary>
public sealed class SecretMaskTests
{
    private const string Jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";

    private readonly SecretMask _mask = new();

    [Theory]
    [InlineData("Authorization", "Bearer abc123", "Bearer {{secret:authorization}}")]
    [InlineData("authorization", "abc123", "{{secret:authorization}}")]
    [InlineData("Cookie", "sid=1; theme=dark", "{{secret:cookie}}")]
    [InlineData("X-Api-Key", "k1", "{{secret:x-api-key}}")]
    [InlineData("X-Amz-Security-Token", "t", "{{secret:x-amz-security-token}}")]
    [InlineData("X-Session-Id", "s", "{{secret:x-session-id}}")]
    [InlineData("X-Room", "lobby", "lobby")]
    [InlineData("User-Agent", "node", "node")]
    [InlineData("X-Whatever", Jwt, "{{secret:jwt}}")]
    [InlineData("Sec-WebSocket-Protocol", "graphql-ws, " + Jwt, "graphql-ws, {{secret:subprotocol}}")]
    [InlineData("Sec-WebSocket-Protocol", "access_token, abc", "access_token, {{secret:subprotocol}}")]
    [InlineData("Sec-WebSocket-Protocol", "chat, json", "chat, json")]
    public void Header_WithASecret_HasAPlaceholder(string name, string value, string masked) => Assert.Equal(masked, _mask.MaskHeader(name, value));

    [Theory]
    [InlineData("room=lobby&token=abc%3D%3D", "room=lobby&token={{secret:token}}")]
    [InlineData("access_token=" + Jwt, "access_token={{secret:access-token}}")]
    [InlineData("X-Amz-Credential=AKIA%2F1&X-Amz-Signature=f00", "X-Amz-Credential={{secret:x-amz-credential}}&X-Amz-Signature={{secret:x-amz-signature}}")]
    [InlineData("id=" + Jwt, "id={{secret:jwt}}")]
    [InlineData("room=a%20b&empty=&flag", "room=a%20b&empty=&flag")]
    [InlineData("state=a%26b%3D" + Jwt + "%26c", "state=a%26b%3D{{secret:jwt}}%26c")]
    [InlineData("hello=%7B%22token%22%3A%22x%22%7D", "hello=%7B%22token%22%3A%22{{secret:token}}%22%7D")]
    [InlineData("", "")]
    public void Query_WithASecret_HasAPlaceholder(string query, string masked) => Assert.Equal(masked, _mask.MaskQuery(query));

    [Theory]
    [InlineData("""{"action":"login","password":"hunter2","n":1}""", """{"action":"login","password":"{{secret:password}}","n":1}""")]
    [InlineData("""{ "auth" : {"accessToken":"a\"b"} }""", """{ "auth" : {"accessToken":"{{secret:accesstoken}}"} }""")]
    [InlineData("""{"body":"{\"token\":\"x\"}"}""", """{"body":"{\"token\":\"{{secret:token}}\"}"}""")]
    [InlineData("""{"tokens":12,"text":"my token is gone"}""", """{"tokens":12,"text":"my token is gone"}""")]
    [InlineData("say " + Jwt + " and go", "say {{secret:jwt}} and go")]
    [InlineData("Authorization: Bearer abcdefgh12", "Authorization: Bearer {{secret:authorization}}")]
    [InlineData("postgres://ada:pass@db/x", "postgres://ada:{{secret:password}}@db/x")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "{{secret:access-key}}")]
    [InlineData("""{"token":""", """{"token":""")]
    [InlineData("""{"password":123456,"n":[1,2]}""", """{"password":{{secret:password}},"n":[1,2]}""")]
    [InlineData("""{"password":"password"}""", """{"{{secret:password}}":"{{secret:password}}"}""")]
    [InlineData("""{"text":"\ud83d","token":"x"}""", """{"text":"\ud83d","token":"{{secret:token}}"}""")]
    [InlineData("""{"\ud83d":1,"token":"x\ud83d"}""", """{"\ud83d":1,"token":"{{secret:token}}"}""")]
    [InlineData("{\"type\":1,\"token\":\"a\"}\u001e{\"type\":6}\u001e", "{\"type\":1,\"token\":\"{{secret:token}}\"}\u001e{\"type\":6}\u001e")]
    public void Frame_WithASecret_HasAPlaceholder(string text, string masked) => Assert.Equal(masked, _mask.MaskText(text));

    [Fact]
    public void Secret_SeenAgain_HasTheSamePlaceholderWhereverItIs()
    {
        _mask.MaskHeader("Authorization", "Bearer first-secret");
        _mask.MaskHeader("Authorization", "Bearer second-secret");

        Assert.Equal("you said {{secret:authorization-2}}", _mask.MaskText("you said second-secret"));
        Assert.Equal("token={{secret:authorization}}", _mask.MaskQuery("token=first-secret"));
        Assert.Equal("first-secret", _mask.ValueOf("{{secret:authorization}}"));
    }

    [Fact]
    public void Secret_ThatIsEscapedUnderAnotherName_HasItsPlaceholder()
    {
        _mask.MaskQuery("token=abc%2Bdef%3D%3D");

        Assert.Equal("""{"text":"{{secret:token}}"}""", _mask.MaskText("""{"text":"abc\u002Bdef=="}"""));
    }

    [Fact]
    public void Secret_DeepInADocument_HasAPlaceholder()
    {
        var (begin, end) = (string.Concat(Enumerable.Repeat("[", 5_000)), string.Concat(Enumerable.Repeat("]", 5_000)));

        Assert.Equal($$$"""{{{begin}}}{"token":"{{secret:token}}"}{{{end}}}""", _mask.MaskText($$$"""{{{begin}}}{"token":"x"}{{{end}}}"""));
    }

    [Fact]
    public void Secrets_MoreThanAreKept_HaveAPlaceholderEachThatStaysTheSame()
    {
        for (var i = 0; i < 20_000; i++)
        {
            _mask.MaskHeader("Authorization", $"s{i}");
        }

        var first = _mask.MaskHeader("Authorization", "one more");

        Assert.Matches("^{{secret:authorization-[0-9a-f]{16}}}$", first);
        Assert.Equal(first, _mask.MaskHeader("Authorization", "one more"));
        Assert.NotEqual(first, _mask.MaskHeader("Authorization", "yet another"));
    }
}
