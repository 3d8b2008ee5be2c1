using System.Security.Claims;
using Amazon.Lambda.APIGatewayEvents;
using Chat.SignalR.Tests.Fakes;
using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR.Tests;

/// <summary>Who a hub takes a connection for.</summary>
public sealed class IdentityTests
{
    private const string Frame = "{\"protocol\":\"json\",\"version\":1}\u001e{\"type\":1,\"invocationId\":\"1\",\"target\":\"Me\",\"arguments\":[]}\u001e";

    private readonly MemoryHubStore _store = new("chat");
    private readonly RecordingPosters _posters = new();
    private readonly LambdaHub<WhoHub> _hub;

    public IdentityTests() => _hub = LambdaHub.Create(Options(), _ => new WhoHub(), _store);

    [Fact]
    public async Task User_OfAnEvent_IsWhomTheAuthorizerLetIn()
    {
        await HandleAsync(As(Invocation.Connect("a", ("hub", "chat")), ("principalId", "user-1"), ("name", "Ada"), ("integrationLatency", 12)));
        await HandleAsync(As(Invocation.Message("a", Frame), ("principalId", "user-1"), ("name", "Ada Lovelace")));

        Assert.Contains("a: {\"type\":3,\"invocationId\":\"1\",\"result\":\"user-1 user-1 Ada Lovelace LambdaAuthorizer\"}", _posters.Posts);
    }

    [Fact]
    public async Task Row_OfATokenInTheQuery_HasAllOfTheQueryButThat()
    {
        await HandleAsync(Invocation.Connect("a", ("hub", "chat"), ("access_token", "e.f.g"), ("name", "Ada & co")));

        Assert.Equal("?hub=chat&name=Ada%20%26%20co", (await _store.FindAsync("a", CancellationToken.None))!.Query);
    }

    [Fact]
    public async Task Row_OfASecretInTheQuery_HasItsHash()
    {
        var options = Options();
        options.HashedParameters = ["client"];
        var hub = LambdaHub.Create(options, _ => new WhoHub(), _store);

        await hub.HandleAsync(Invocation.Connect("a", ("hub", "chat"), ("client", "abc")), new Invocation(), TimeSpan.FromSeconds(29));

        Assert.Equal(
            "?hub=chat&client=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            (await _store.FindAsync("a", CancellationToken.None))!.Query);
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("authorization")]
    public void Create_WithTheTokensHeaderToBeKept_Refuses(string header)
    {
        var options = Options();
        options.KeptHeaders = ["X-Tier", header];

        Assert.Contains("a token must not stand in a table", Assert.Throws<NotSupportedException>(() => LambdaHub.Create(options, _ => new WhoHub(), _store)).Message, StringComparison.Ordinal);
    }

    private LambdaHubOptions Options() => new() { Name = "chat", ConnectionsTable = "c", MembersTable = "m", Posters = _posters };

    private static APIGatewayProxyRequest As(APIGatewayProxyRequest request, params (string Name, object Value)[] claims)
    {
        request.RequestContext!.Authorizer = [];
        foreach (var (name, value) in claims)
        {
            request.RequestContext.Authorizer[name] = value;
        }

        return request;
    }

    private Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request) => _hub.HandleAsync(request, new Invocation(), TimeSpan.FromSeconds(29));

    internal sealed class WhoHub : Hub
    {
        public string Me() =>
            $"{Context.UserIdentifier} {Context.User!.FindFirst(ClaimTypes.NameIdentifier)!.Value} {Context.User.FindFirst("name")!.Value} {Context.User.Identity!.AuthenticationType}";
    }
}
