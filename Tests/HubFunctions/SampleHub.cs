using Microsoft.AspNetCore.SignalR;

namespace Chat.HubFunctions;

#pragma warning disable CA1822 // Hub methods are an instance's, whether they look at it or not.

/// <summary>A hub with something of everything. Nothing in it knows where it runs.</summary>
public sealed class SampleHub : Hub
{
    private string Name => Context.GetHttpContext()!.Request.Query["name"]!;

    public override async Task OnConnectedAsync()
    {
        await Clients.Caller.SendAsync("welcome", Name);
        await Clients.Others.SendAsync("arrived", Name);
    }

    public override Task OnDisconnectedAsync(Exception? exception) => Clients.All.SendAsync("departed", Name);

    public string Echo(string text) => text;

    public int Add(int a, int b) => a + b;

    public async Task<long> AddLater(long a, long b)
    {
        await Task.Yield();
        return a + b;
    }

    public async ValueTask<Note> Rate(Note note, int stars)
    {
        await Task.Yield();
        return note with { Stars = stars };
    }

    public ValueTask<Dictionary<string, int>> Count(IReadOnlyList<string> words) =>
        ValueTask.FromResult(words.GroupBy(word => word).ToDictionary(group => group.Key, group => group.Count()));

    public void Nothing()
    {
    }

    [HubMethodName("renamed")]
    public string UnderAnotherName() => "renamed";

    public string? Missing() => null;

    public void Fail() => throw new InvalidOperationException("a secret");

    public Task FailForTheClient() => throw new HubException("a reason for the client");

    public string? UserName() => Context.UserIdentifier;

    public Task Join(string group) => Groups.AddToGroupAsync(Context.ConnectionId, group);

    public Task Leave(string group) => Groups.RemoveFromGroupAsync(Context.ConnectionId, group);

    public Task ToAll(string text) => Clients.All.SendAsync("said", "all", text);

    public Task ToOthers(string text) => Clients.Others.SendAsync("said", "others", text);

    public Task ToAllExceptMe(string text) => Clients.AllExcept(Context.ConnectionId).SendAsync("said", "all except", text);

    public Task ToGroup(string group, string text) => Clients.Group(group).SendAsync("said", group, text);

    public Task ToGroups(string one, string two, string text) => Clients.Groups(one, two).SendAsync("said", "groups", text);

    public Task ToOthersInGroup(string group, string text) => Clients.OthersInGroup(group).SendAsync("said", "others in group", text);

    public Task ToGroupExceptMe(string group, string text) => Clients.GroupExcept(group, Context.ConnectionId).SendAsync("said", "group except", text);

    public Task ToUser(string user, string text) => Clients.User(user).SendAsync("said", "user", text);

    public Task ToUsers(string one, string two, string text) => Clients.Users(one, two).SendAsync("said", "users", text);

    public Task ToClients(IReadOnlyList<string> connectionIds, string text) => Clients.Clients(connectionIds).SendAsync("said", "clients", text);

    public Task ToMe(Note note, double number) => Clients.Caller.SendAsync("noted", note, number, null);

    /// <summary>Calls that nobody awaits come ahead of the answer all the same.</summary>
    public string Hastily()
    {
        _ = Clients.Caller.SendAsync("hasty", 1);
        _ = Clients.Caller.SendAsync("hasty", 2);
        return "done";
    }

    public Task Mark(int number) => Clients.Caller.SendAsync("marked", number);

    public string MyConnectionId() => Context.ConnectionId;

    public void Abort() => Context.Abort();

    public async Task UntilTheEnd() => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Context.ConnectionAborted);

    public string Large(int length) => new('x', length);

    public Task<int> AskTheCaller() => Clients.Caller.InvokeAsync<int>("question", CancellationToken.None);

    public async IAsyncEnumerable<int> Numbers()
    {
        await Task.Yield();
        yield return 1;
    }
}
