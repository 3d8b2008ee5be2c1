using Chat.SignalR.Dispatch;
using Chat.SignalR.Tests.Fakes;
using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR.Tests;

/// <summary>Hubs with typed clients run where code can be generated; a native program says at start that it can't.</summary>
public sealed class TypedHubTests
{
    private const string Frame = "{\"protocol\":\"json\",\"version\":1}\u001e{\"type\":1,\"target\":\"Tell\",\"arguments\":[\"hello\"]}\u001e";

    [Fact]
    public async Task Call_OfATypedClient_IsThatMethodsCall()
    {
        var posters = new RecordingPosters();
        var hub = LambdaHub.Create(
            new LambdaHubOptions { Name = "chat", ConnectionsTable = "c", MembersTable = "m", Posters = posters }, _ => new TypedHub(), new MemoryHubStore("chat"));

        await hub.HandleAsync(Invocation.Connect("a", ("hub", "chat")), new Invocation(), TimeSpan.FromSeconds(29));
        await hub.HandleAsync(Invocation.Message("a", Frame), new Invocation(), TimeSpan.FromSeconds(29));

        Assert.Contains("a: {\"type\":1,\"target\":\"Said\",\"arguments\":[\"hello\",1]}", posters.Posts);
    }

    [Fact]
    public void Start_OfANativeProgram_RefusesTypedHubsByName_AndNoOthers()
    {
        TypedHubs.Refuse(typeof(CountingHub), canGenerateCode: false);
        TypedHubs.Refuse(typeof(TypedHub), canGenerateCode: true);

        var refusal = Assert.Throws<NotSupportedException>(() => TypedHubs.Refuse(typeof(TypedHub), canGenerateCode: false));
        Assert.StartsWith("TypedHub is a Hub<ITypedClient>", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("extension method", refusal.Message, StringComparison.Ordinal);
    }

    public interface ITypedClient
    {
        Task Said(string text, int number);
    }

    public sealed class TypedHub : Hub<ITypedClient>
    {
        public Task Tell(string text) => Clients.All.Said(text, 1);
    }
}
