using System.Net;
using System.Text.Json.Nodes;
using Amazon.ApiGatewayManagementApi;
using Amazon.ApiGatewayManagementApi.Model;
using Chat.Conformance.Tests.Clients;
using Chat.Conformance.Tests.Target;
using Chat.Emulator.Tests.Wire;

namespace Chat.Conformance.Tests.Statements;

/// <summary><c>@connections</c>, called from outside.</summary>
public sealed class ManagementTests
{
    [Fact]
    [Trait("Statement", "56")]
    public async Task Post_OpenConnection_Is200AndTheClientGetsText()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, connectionId) = await conversation.OpenKnownAsync();
        Assert.Equal("200 without a body", (await Management.PostAsync(connectionId, "hi")).ToString());
        Assert.Equal("hi", await client.ReadMessageAsync());
    }

    [Fact]
    [Trait("Statement", "57")]
    public async Task Get_OpenConnection_DescribesIt()
    {
        await using var conversation = await Conversation.StartAsync();
        var (_, connectionId) = await conversation.OpenKnownAsync();
        var answer = await Management.GetAsync(connectionId);
        Assert.Equal("200", answer.Outcome);
        var description = JsonNode.Parse(answer.Body)!;
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string?)description["connectedAt"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string?)description["lastActiveAt"]);
        Assert.True(IPAddress.TryParse((string?)description["identity"]!["sourceIp"], out _));
    }

    [Fact]
    [Trait("Statement", "58")]
    public async Task Delete_OpenConnection_Is204()
    {
        await using var conversation = await Conversation.StartAsync();
        var (_, connectionId) = await conversation.OpenKnownAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await Management.DeleteAsync(connectionId)).Status);
    }

    [Fact]
    [Trait("Statement", "59")]
    public async Task Delete_OpenConnection_ClosesItNormally()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, connectionId) = await conversation.OpenKnownAsync();
        await Management.DeleteAsync(connectionId);
        var close = await client.ReadCloseAsync();
        Assert.Equal("1000 Connection Closed Normally", $"{close.CloseCode} {close.CloseReason}");
        var context = (await conversation.NextEventAsync())["requestContext"]!;
        Assert.Equal("1000 Connection Closed Normally", $"{context["disconnectStatusCode"]} {context["disconnectReason"]}");
    }

    [Fact]
    [Trait("Statement", "60")]
    public async Task AnyCall_ClosedConnection_IsGone()
    {
        var connectionId = await ClosedAsync();
        foreach (var answer in new[] { await Management.PostAsync(connectionId, "hi"), await Management.GetAsync(connectionId), await Management.DeleteAsync(connectionId) })
        {
            Assert.Equal("410 GoneException", answer.Outcome);
        }

        var deployment = await Deployment.GetAsync();
        using var sdk = new AmazonApiGatewayManagementApiClient(deployment.Credentials, new AmazonApiGatewayManagementApiConfig
        {
            ServiceURL = deployment["main"].Connections.ToString(),
            AuthenticationRegion = deployment.Region,
        });
        using var data = new MemoryStream("hi"u8.ToArray());
        await Assert.ThrowsAsync<GoneException>(() => sdk.PostToConnectionAsync(new PostToConnectionRequest { ConnectionId = connectionId, Data = data }));
    }

    [Fact]
    [Trait("Statement", "61")]
    public async Task Post_ClosedConnection_HasNoBody() => Assert.Equal("", (await Management.PostAsync(await ClosedAsync(), "hi")).Body);

    [Fact]
    [Trait("Statement", "62")]
    public async Task Post_MalformedId_IsBadRequest()
    {
        var answer = await Management.PostAsync("abc", "hi");
        Assert.Equal("400 BadRequestException", answer.Outcome);
        Assert.Equal("Invalid connectionId: abc", (string?)JsonNode.Parse(answer.Body)!["message"]);
    }

    [Fact]
    [Trait("Statement", "63")]
    public async Task Post_131073Bytes_IsTooLargeAndOneByteLessIsDelivered()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, connectionId) = await conversation.OpenKnownAsync();
        var refused = await Management.PostAsync(connectionId, new string('x', 131_073));
        Assert.Equal("413 PayloadTooLargeException", refused.Outcome);
        var text = new string('y', 131_072);
        Assert.Equal(HttpStatusCode.OK, (await Management.PostAsync(connectionId, text)).Status);
        Assert.Equal(text, await client.ReadMessageAsync());
    }

    [Fact]
    [Trait("Statement", "64")]
    public async Task Post_100KB_IsOneMessageInFramesOfAtMost32KB()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, connectionId) = await conversation.OpenKnownAsync();
        await Management.PostAsync(connectionId, new string('x', 100 * 1024));
        var lengths = new List<int>();
        RawFrame frame;
        do
        {
            frame = await client.ReadFrameAsync();
            lengths.Add(frame.Payload.Length);
        }
        while (!frame.IsFinal);

        Assert.InRange(lengths.Max(), 1, 32 * 1024);
        Assert.Equal(100 * 1024, lengths.Sum());
    }

    [Theory]
    [Trait("Statement", "65")]
    [InlineData("@", "=")]
    [InlineData("@", "%3D")]
    [InlineData("%40", "=")]
    [InlineData("%40", "%3D")]
    public async Task Post_PathRawOrEncoded_ReachesTheSameConnection(string at, string equals)
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, connectionId) = await conversation.OpenKnownAsync();
        var path = $"{await Management.StagePathAsync()}/{at}connections/{connectionId.Replace("=", equals, StringComparison.Ordinal)}";
        Assert.True((await Management.SendAsync(HttpMethod.Post, path, "hi"u8.ToArray())).IsSuccess);
        Assert.Equal("hi", await client.ReadMessageAsync());
    }

    [Theory]
    [Trait("Statement", "66")]
    [InlineData("/@connections/")]
    [InlineData("/no-such-stage/@connections/")]
    public async Task Post_NoOrWrongStage_IsForbidden(string path)
    {
        await using var conversation = await Conversation.StartAsync();
        var (_, connectionId) = await conversation.OpenKnownAsync();
        Assert.Equal(
            """403 ForbiddenException {"message":"Forbidden"}""",
            (await Management.SendAsync(HttpMethod.Post, path + Uri.EscapeDataString(connectionId), "hi"u8.ToArray())).ToString());
    }

    [Fact]
    [Trait("Statement", "67")]
    public async Task Post_Unsigned_IsMissingAuthenticationToken()
    {
        await using var conversation = await Conversation.StartAsync();
        var (_, connectionId) = await conversation.OpenKnownAsync();
        var answer = await Management.PostAsync(connectionId, "hi", isSigned: false);
        Assert.Equal("""403 {"message":"Missing Authentication Token"}""", $"{(int)answer.Status} {answer.Body}".TrimEnd());
    }

    [Fact]
    [Trait("Statement", "68")]
    public async Task Post_RoleWithoutManageConnections_IsAccessDenied()
    {
        // The function's role has the permission for the main API alone.
        await using var conversation = await Conversation.StartAsync();
        var (client, _) = await conversation.OpenAsync("plain");
        await client.SendTextAsync("""{"t":"x","v":"1","post":"hi"}""");
        await conversation.NextEventAsync();
        var posted = await conversation.NextPostAsync();
        Assert.Equal((403, "AccessDeniedException"), ((int)posted["status"]!, (string?)posted["headers"]!["x-amzn-errortype"]));
        Assert.Contains("is not authorized to perform: execute-api:ManageConnections", (string?)JsonNode.Parse((string)posted["body"]!)!["Message"], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Statement", "69")]
    public async Task Client_StopsReading_PostsAreRefusedInTheEndAndOthersAreNotDelayed()
    {
        await using var conversation = await Conversation.StartAsync();
        var (_, slow) = await conversation.OpenKnownAsync();
        var (other, otherId) = await conversation.OpenKnownAsync();
        var text = new string('x', 128 * 1024);
        ManagementAnswer answer;

        // What the systems' own buffers take is some megabytes; 64 MB is past them all.
        var posts = 0;
        do
        {
            answer = await Management.PostAsync(slow, text);
        }
        while (answer.IsSuccess && ++posts < 512);

        Assert.Matches("^(429|410)", answer.Outcome);
        Assert.True((await Management.PostAsync(otherId, "not delayed")).IsSuccess);
        Assert.Equal("not delayed", await other.ReadMessageAsync());
    }

    private static async Task<string> ClosedAsync()
    {
        await using var conversation = await Conversation.StartAsync();
        var (client, connectionId) = await conversation.OpenKnownAsync();
        await client.CloseAsync();
        await conversation.NextEventAsync();
        return connectionId;
    }
}
