using System.Net;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Management;

public sealed class PostToConnectionTests
{
    [Fact]
    [Trait("Statement", "56")]
    public async Task Post_OpenConnection_Is200AndTheClientGetsText()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        using var response = await gateway.PostAsync(connectionId, "hi");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f-]{27}$", response.Headers.GetValues("x-amzn-RequestId").Single());
        Assert.Matches("^[A-Za-z0-9_-]{15}=$", response.Headers.GetValues("x-amz-apigw-id").Single());
        Assert.Equal("hi", await client.ReadTextAsync());
    }

    [Theory]
    [Trait("Statement", "65")]
    [InlineData("@connections", "=")]
    [InlineData("@connections", "%3D")]
    [InlineData("@connections", "%3d")]
    [InlineData("%40connections", "=")]
    [InlineData("%40connections", "%3D")]
    [InlineData("/@connections", "=")]
    [InlineData("//%40connections", "%3D")]
    public async Task Post_PathRawOrEncoded_ReachesTheSameConnection(string connections, string padding)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        await using var http = await RawClient.RequestAsync(
            gateway.Port, $"POST /demo/{connections}/{connectionId[..15]}{padding} HTTP/1.1", "Host: localhost", "Content-Length: 0");

        Assert.Equal(200, (await http.ReadResponseAsync()).Status);
        Assert.Equal("", await client.ReadTextAsync());
    }

    [Theory]
    [Trait("Statement", "60")]
    [Trait("Statement", "61")]
    [InlineData("POST")]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task AnyCall_ClosedOrUnknownConnection_Is410WithEmptyBody(string method)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "$disconnect"));
        var (client, closedId) = await gateway.ConnectKnownAsync();
        await client.DisposeAsync();
        await gateway.Lambda.NextEventAsync("disconnect");

        foreach (var id in new[] { closedId, "AbCdFfGhIjMCKlM=" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"/demo/@connections/{id}", UriKind.Relative));
            using var response = await gateway.Http.SendAsync(request).Soon();

            Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
            Assert.Equal("GoneException", response.Headers.GetValues("x-amzn-ErrorType").Single());
            Assert.Equal("", await response.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [Trait("Statement", "62")]
    [InlineData("POST", "abc", "abc")]
    [InlineData("GET", "abc", "abc")]
    [InlineData("DELETE", "cjy8i76bx002884le6n17d49b", "cjy8i76bx002884le6n17d49b")]
    [InlineData("POST", "AbCdFfGhIjMCKlM%253D", "AbCdFfGhIjMCKlM%3D")]
    public async Task AnyCall_MalformedId_Is400(string method, string id, string shown)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes());
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"/demo/@connections/{id}", UriKind.Relative));

        using var response = await gateway.Http.SendAsync(request).Soon();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("BadRequestException", response.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.Equal($$"""{"message":"Invalid connectionId: {{shown}}"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    [Trait("Statement", "63")]
    public async Task Post_131073Bytes_Is413AndNothingIsDelivered()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        using var tooLarge = await gateway.PostAsync(connectionId, new ByteArrayContent(new byte[131_073]));
        using var chunked = await gateway.PostAsync(connectionId, new StreamContent(new UnsizedStream(131_073)));
        using var next = await gateway.PostAsync(connectionId, "next");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Equal("PayloadTooLargeException", tooLarge.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, chunked.StatusCode);
        Assert.Equal("next", await client.ReadTextAsync());
    }

    [Theory]
    [Trait("Statement", "63")]
    [Trait("Statement", "64")]
    [InlineData(100 * 1024, 4)]
    [InlineData(128 * 1024, 4)]
    [InlineData((32 * 1024) + 1, 2)]
    [InlineData(32 * 1024, 1)]
    public async Task Post_LargeText_IsOneMessageInFramesOfAtMost32KB(int length, int frames)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        using var response = await gateway.PostAsync(connectionId, text);
        var received = new List<RawFrame>();
        do
        {
            received.Add(await client.ReadFrameAsync());
        }
        while (!received[^1].IsFinal);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(frames, received.Count);
        Assert.Equal(Opcode.Text, received[0].Opcode);
        Assert.All(received.Skip(1), frame => Assert.Equal(Opcode.Continuation, frame.Opcode));
        Assert.Equal(text, string.Concat(received.Select(frame => frame.Text)));
    }

    [Fact]
    public async Task Post_NotUtf8_ArrivesAsTextWithReplacementCharacters()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var _ = client;

        using var response = await gateway.PostAsync(connectionId, new ByteArrayContent([(byte)'a', 0xFF, (byte)'b']));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("a\uFFFDb", await client.ReadTextAsync());
    }

    [Fact]
    [Trait("Statement", "70")]
    public async Task Post_FromTheMessagesOwnFunction_ArrivesBeforeTheRouteResponse()
    {
        TestGateway? gateway = null;
        var lambda = new StubLambda().On("echo", async (json, _) =>
        {
            using var post = await gateway!.PostAsync((string)json["requestContext"]!["connectionId"]!, "posted");
            Assert.Equal(HttpStatusCode.OK, post.StatusCode);
            return StubLambda.Responded("""{"statusCode":200,"body":"answered"}""");
        });
        await using var started = gateway = await TestGateway.StartAsync(TestApi.WithRoutes().With(TestApi.TwoWay("echo")), lambda);
        await using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 20; i++)
        {
            await client.SendTextAsync("""{"action":"echo"}""");
            Assert.Equal("posted", await client.ReadTextAsync());
            Assert.Equal("answered", await client.ReadTextAsync());
        }
    }

    private sealed class UnsizedStream(int length) : MemoryStream(new byte[length])
    {
        public override bool CanSeek => false;
    }
}
