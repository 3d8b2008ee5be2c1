using System.Net;
using Chat.Functions.Identity;

namespace Chat.Functions.Tests.Identity;

public sealed class PublishedKeysTests : IDisposable
{
    private readonly Tokens _tokens = new();
    private readonly Issuer _issuer;
    private readonly HttpMessageInvoker _http;
    private readonly TokenValidator _validator;

    public PublishedKeysTests()
    {
        _issuer = new Issuer(_tokens);
        _http = new HttpMessageInvoker(_issuer);
        var settings = new TokenSettings(Tokens.Issuer, Tokens.Audience, new Uri("https://issuer.example/.well-known/jwks.json"), null);
        _validator = new TokenValidator(settings, new PublishedKeys(settings.Keys!, _http, _tokens.Time), _tokens.Time);
    }

    public void Dispose()
    {
        _http.Dispose();
        _issuer.Dispose();
        _tokens.Dispose();
    }

    [Fact]
    public async Task Validate_ATokenOfAPublishedKey_ReadsTheKeysOnceAnHour()
    {
        Assert.IsType<TokenOutcome.Valid>(await ValidateAsync());
        Assert.IsType<TokenOutcome.Valid>(await ValidateAsync());
        Assert.Equal(1, _issuer.Asked);

        _tokens.Time.Advance(TimeSpan.FromHours(1));
        Assert.IsType<TokenOutcome.Valid>(await ValidateAsync());
        Assert.Equal(2, _issuer.Asked);
    }

    [Fact]
    public async Task Validate_TheIssuersNextKey_ReadsTheKeysAgain()
    {
        await ValidateAsync();
        _tokens.KeyId = "key-2";
        _tokens.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.IsType<TokenOutcome.Valid>(await ValidateAsync());
    }

    [Fact]
    public async Task Validate_KeysThatThereAreNot_AskTheIssuerTwiceAMinute()
    {
        await ValidateAsync();
        _issuer.KeySet = _tokens.KeySet;
        for (var second = 0; second < 60; second++)
        {
            _tokens.KeyId = $"invented-{second}";
            await ValidateAsync();
            _tokens.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, _issuer.Asked);
    }

    /// <summary>The classic forgery: what is public is taken for a secret. https://www.rfc-editor.org/rfc/rfc8725#section-2.1</summary>
    [Fact]
    public async Task Validate_ASignatureWithThePublicKeyAsASecret_IsNone()
    {
        var forged = _tokens.Create(token => token.SigningCredentials = Tokens.WithSecret(_tokens.KeySet));

        Assert.IsType<TokenOutcome.Invalid>(await _validator.ValidateAsync(forged, CancellationToken.None));
    }

    [Fact]
    public async Task Validate_AnIssuerOutOfReach_GoesOnWithWhatIsKnown()
    {
        await ValidateAsync();
        _issuer.Status = HttpStatusCode.ServiceUnavailable;
        _tokens.Time.Advance(TimeSpan.FromHours(2));

        Assert.IsType<TokenOutcome.Valid>(await ValidateAsync());
    }

    [Fact]
    public async Task Validate_AnIssuerThatWasNeverReached_IsAFailureAndNoDenial()
    {
        _issuer.Status = HttpStatusCode.ServiceUnavailable;
        await Assert.ThrowsAsync<HttpRequestException>(ValidateAsync);

        _issuer.Status = HttpStatusCode.OK;
        Assert.IsType<TokenOutcome.Valid>(await ValidateAsync());
    }

    private Task<TokenOutcome> ValidateAsync() =>
        _validator.ValidateAsync(_tokens.Create(token => token.SigningCredentials = _tokens.WithKey()), CancellationToken.None);

    private sealed class Issuer(Tokens tokens) : HttpMessageHandler
    {
        public int Asked { get; private set; }

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public string? KeySet { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(new HttpResponseMessage(Status) { Content = new StringContent(KeySet ?? tokens.KeySet) });
        }
    }
}
