using Amazon.Lambda.APIGatewayEvents;
using Chat.Functions.Identity;
using Chat.Functions.Tests.Fakes;
using Microsoft.IdentityModel.Tokens;

namespace Chat.Functions.Tests.Identity;

public sealed class AuthorizerTests : IDisposable
{
    private const string Arn = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/demo/$connect";

    private readonly Tokens _tokens = new();
    private readonly RecordingLogger _log = new();
    private readonly Authorizer _authorizer;

    public AuthorizerTests() => _authorizer = new Authorizer(
        new TokenValidator(new TokenSettings(Tokens.Issuer, Tokens.Audience, null, Tokens.Secret), new DevelopmentKey(Tokens.Secret), _tokens.Time));

    public void Dispose() => _tokens.Dispose();

    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("authorization", "bearer ")]
    [InlineData("AUTHORIZATION", "BEARER  ")]
    public async Task Authorize_ATokenInTheHeader_LetsItsUserIn(string header, string scheme)
    {
        var answer = await AskAsync(headers: new() { [header] = scheme + _tokens.Create() });

        Assert.Equal("user-1", answer.PrincipalID);
        var statement = Assert.Single(answer.PolicyDocument.Statement);
        Assert.Equal(("Allow", "execute-api:Invoke", Arn), (statement.Effect, Assert.Single(statement.Action!), Assert.Single(statement.Resource!)));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Authorize_ATokenInTheQuery_LetsItsUserIn() =>
        Assert.Equal("Allow", Effect(await AskAsync(query: new() { ["hub"] = "chat", ["access_token"] = _tokens.Create() })));

    [Fact]
    public async Task Authorize_AnotherSchemeInTheHeader_LooksIntoTheQuery() => Assert.Equal(
        "Allow", Effect(await AskAsync(new() { ["Authorization"] = "Basic YTpi" }, new() { ["access_token"] = _tokens.Create() })));

    [Fact]
    public async Task Authorize_Claims_AreTheContextWithoutWhatIsOfTheToken()
    {
        var token = _tokens.Create(null, ("name", "Ada"), ("roles", new[] { "reader", "writer" }), ("email_verified", true), ("nonce", "n"), ("long", new string('x', 2_000)));

        var context = (await AskAsync(query: new() { ["access_token"] = token })).Context!;

        Assert.Equal(
            [("email_verified", "true"), ("name", "Ada"), ("roles", "reader writer")],
            context.Select(claim => (claim.Key, claim.Value.ToString()!)).OrderBy(claim => claim.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Authorize_NoToken_Denies()
    {
        Assert.Equal("Deny", Effect(await AskAsync()));
        Assert.Equal(["Information: the token of connection L0SM9cOFvHcCIhw= is refused: there is none"], _log.Lines);
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "expired", "it isn't valid yet, or no longer, or says nothing of when ('exp')" },
        { "not yet", "it isn't valid yet, or no longer, or says nothing of when ('exp')" },
        { "for ever", "it isn't valid yet, or no longer, or says nothing of when ('exp')" },
        { "another issuer", "it is of another issuer ('iss')" },
        { "another audience", "it is for another audience ('aud')" },
        { "another secret", "its signature is none of the issuer's" },
        { "another algorithm", "its signature is none of the issuer's" },
        { "unsigned", "its signature is none of the issuer's" },
        { "changed", "its signature is none of the issuer's" },
        { "nobody's", "it names nobody ('sub')" },
        { "garbage", "it is no JSON Web Token" },
        { "parts of garbage", "it is no JSON Web Token" },
        { "too long", "it is no JSON Web Token" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Authorize_ABadToken_DeniesAndSaysWhyWithoutIt(string kind, string reason)
    {
        var token = Bad(kind);

        var answer = await AskAsync(new() { ["Authorization"] = $"Bearer {token}" });

        Assert.Equal(("Deny", "nobody"), (Effect(answer), answer.PrincipalID));
        Assert.Null(answer.Context);
        Assert.Equal($"Information: the token of connection L0SM9cOFvHcCIhw= is refused: {reason}", Assert.Single(_log.Lines));
    }

    private string Bad(string kind)
    {
        var now = _tokens.Time.GetUtcNow().UtcDateTime;
        return kind switch
        {
            "expired" => _tokens.Create(token => (token.IssuedAt, token.Expires) = (now.AddHours(-2), now.AddMinutes(-1).AddSeconds(-1))),
            "not yet" => _tokens.Create(token => token.NotBefore = now.AddMinutes(2)),
            "for ever" => _tokens.Create(token => token.Expires = null),
            "another issuer" => _tokens.Create(token => token.Issuer = "https://else.example"),
            "another audience" => _tokens.Create(token => token.Audience = "another"),
            "another secret" => _tokens.Create(token => token.SigningCredentials = Tokens.WithSecret("another secret that is as long as it must be")),
            "another algorithm" => _tokens.Create(token => token.SigningCredentials = _tokens.WithKey()),
            "unsigned" => _tokens.Create(token => token.SigningCredentials = null),
            "changed" => Changed(_tokens.Create()),
            "nobody's" => _tokens.Create(token => token.Claims.Remove("sub")),
            "garbage" => "garbage",
            "parts of garbage" => "e30.e30",
            _ => _tokens.Create(null, ("long", new string('x', 12_000))),
        };

        // The same header and signature, around another name.
        static string Changed(string token)
        {
            var parts = token.Split('.');
            var body = Base64UrlEncoder.Decode(parts[1]).Replace("user-1", "user-2", StringComparison.Ordinal);
            return $"{parts[0]}.{Base64UrlEncoder.Encode(body)}.{parts[2]}";
        }
    }

    private static string Effect(APIGatewayCustomAuthorizerResponse answer) => Assert.Single(answer.PolicyDocument.Statement).Effect;

    private Task<APIGatewayCustomAuthorizerResponse> AskAsync(Dictionary<string, string>? headers = null, Dictionary<string, string>? query = null) =>
        _authorizer.HandleAsync(
            new APIGatewayCustomAuthorizerRequest
            {
                Type = "REQUEST",
                MethodArn = Arn,
                Headers = headers ?? [],
                QueryStringParameters = query ?? [],
                RequestContext = new APIGatewayProxyRequest.ProxyRequestContext { ConnectionId = "L0SM9cOFvHcCIhw=" },
            },
            _log,
            CancellationToken.None);
}
