using System.Net;
using System.Text;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.LiveConsole;

/// <summary>What a web page of somebody else, or a program without the token, gets to do: nothing.</summary>
public sealed class ConsoleAccessTests
{
    private const string Invoke = "/2015-03-31/functions/websocket-send/invocations";

    [Theory]
    [InlineData("/_console")]
    [InlineData("/_console/api/state")]
    [InlineData("/_functions/websocket-send/environment")]
    [InlineData(Invoke)]
    [InlineData("/websocket-send/2018-06-01/runtime/invocation/next")]
    public async Task ForeignHost_AnyOfTheEmulatorsOwnPaths_Is403(string path)
    {
        await using var console = await RunningConsole.StartAsync();

        var (status, body) = await SendAsync(console, HttpMethod.Get, path, ("Host", "rebound.example:4510"));

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("Host header names 'rebound.example:4510'", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/_console/api/events")]
    [InlineData("GET", "/_console/api/events/stream")]
    [InlineData("DELETE", "/_console/api/connections")]
    [InlineData("GET", "/_functions/websocket-send/environment")]
    [InlineData("POST", Invoke)]
    [InlineData("GET", "/websocket-send/2018-06-01/runtime/invocation/next")]
    public async Task ForeignOrigin_AnyOfTheEmulatorsOwnPaths_Is403EvenWithTheToken(string method, string path)
    {
        await using var console = await RunningConsole.StartAsync();
        foreach (var origin in new[] { "https://evil.example", "null", $"http://localhost:{console.Port + 1}", $"http://127.0.0.1:{console.Port}.evil.example" })
        {
            var (status, body) = await SendAsync(
                console, new HttpMethod(method), path, ("Origin", origin), ("Authorization", $"Bearer {RunningConsole.Token}"));

            Assert.Equal(HttpStatusCode.Forbidden, status);
            Assert.Contains("web page", body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    [InlineData("same-origin", HttpStatusCode.OK)]
    [InlineData("none", HttpStatusCode.OK)]
    public async Task FetchMetadata_DecidesWithoutAnOrigin(string site, HttpStatusCode expected)
    {
        await using var console = await RunningConsole.StartAsync();

        var (status, _) = await SendAsync(console, HttpMethod.Get, "/_console/api/state", ("Sec-Fetch-Site", site));

        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task Page_LinkFromElsewhere_OpensAndAFrameDoesNot()
    {
        await using var console = await RunningConsole.StartAsync();

        var (link, _) = await SendAsync(
            console, HttpMethod.Get, "/_console", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"));
        var (frame, _) = await SendAsync(
            console, HttpMethod.Get, "/_console", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe"));

        Assert.Equal(HttpStatusCode.OK, link);
        Assert.Equal(HttpStatusCode.Forbidden, frame);
    }

    [Theory]
    [InlineData("127.0.0.1:{port}")]
    [InlineData("localhost:{port}")]
    [InlineData("[::1]:{port}")]
    [InlineData("a1b2c3d4e5.execute-api.localhost:{port}")]
    public async Task OwnHostAndOrigin_AreLetIn(string host)
    {
        await using var console = await RunningConsole.StartAsync();
        host = host.Replace("{port}", $"{console.Port}", StringComparison.Ordinal);

        var (status, _) = await SendAsync(
            console, HttpMethod.Get, "/_console/api/state", ("Host", host), ("Origin", $"http://{host}"), ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData(RunningConsole.Token + "x")]
    public async Task Change_WithoutTheRightToken_Is401AndChangesNothing(string? token)
    {
        await using var console = await RunningConsole.StartAsync();
        var (client, _) = await console.ConnectAsync();
        await using var _1 = client;

        var (closing, body) = await console.ChangeAsync(HttpMethod.Delete, "connections", token: token);
        var (sending, _) = await console.ChangeAsync(HttpMethod.Post, "connections/frames", "x", token);
        var (invoking, _) = await console.ChangeAsync(HttpMethod.Post, "functions/websocket-send/invocations", "{}", token);
        var (clearing, _) = await console.ChangeAsync(HttpMethod.Post, "tables/t/clear", "", token);

        Assert.All([closing, sending, invoking, clearing], status => Assert.Equal(HttpStatusCode.Unauthorized, status));
        Assert.Contains("line 'console'", (string)body!["message"]!, StringComparison.Ordinal);
        Assert.Equal(1, (int)(await console.GetAsync("connections"))["total"]!);
    }

    [Fact]
    public async Task SignIn_WithTheToken_HandsItToThePageAloneAndSetsNoCookie()
    {
        await using var console = await RunningConsole.StartAsync();
        using var response = await console.Http.GetAsync(new Uri($"/_console?token={RunningConsole.Token}", UriKind.Relative)).Soon();
        using var wrong = await console.Http.GetAsync(new Uri("/_console?token=wrong", UriKind.Relative)).Soon();

        // Behind the '#', which no browser sends to anybody.
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal($"/_console#token={RunningConsole.Token}", response.Headers.Location!.ToString());
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        Assert.False(wrong.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Change_WithTheTokenInACookie_Is401SinceAnyPortsProgramCouldHaveIt()
    {
        await using var console = await RunningConsole.StartAsync();

        var (status, _) = await SendAsync(
            console, HttpMethod.Delete, "/_console/api/connections",
            ("Cookie", $"emulator-console-{console.Port}={RunningConsole.Token}"), ("Origin", $"http://127.0.0.1:{console.Port}"), ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal(HttpStatusCode.Unauthorized, status);
    }

    [Fact]
    public async Task Page_HasAStrictPolicyAndNothingFromElsewhere()
    {
        await using var console = await RunningConsole.StartAsync();
        using var page = await console.Http.GetAsync(new Uri("/_console", UriKind.Relative)).Soon();
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();

        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.EndsWith($"connect-src 'self' ws://127.0.0.1:{console.Port} wss://127.0.0.1:{console.Port}", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        Assert.DoesNotContain("http", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var script = await console.Http.GetAsync(new Uri("/_console/console.js", UriKind.Relative)).Soon();
        Assert.Equal("text/javascript", script.Content.Headers.ContentType!.MediaType);
        using var nothing = await console.Http.GetAsync(new Uri("/_console/nothing.js", UriKind.Relative)).Soon();
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Fact]
    public async Task WebSocketRoutesAndConnections_ForeignOriginAndHost_AreNotAffected()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var client = await RawClient.OpenAsync(console.Port, "/demo", "Host: chat.example", "Origin: https://elsewhere.example");

        var (status, _) = await SendAsync(
            console, HttpMethod.Get, "/demo/@connections/AAAAAAAAAAAAAAA%3D", ("Host", "chat.example"), ("Origin", "https://elsewhere.example"));

        Assert.Equal(HttpStatusCode.Gone, status);
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(
        RunningConsole console, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = method == HttpMethod.Post ? new StringContent("{}", Encoding.UTF8) : null;
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await console.Http.SendAsync(request).Soon();
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
