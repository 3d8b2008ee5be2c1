namespace Chat.SignalR.Tests;

/// <summary>One class, two ways to run it: what three clients hear is the same, to the word, where each call is awaited.</summary>
public sealed class TranscriptTests
{
    [Fact]
    public async Task SampleHub_InLambdaAndUnderMapHub_GivesTheSameTranscript()
    {
        await using var server = await ServerHost.StartAsync();
        var expected = await PlayAsync(server);
        await using var lambda = await LambdaHost.StartAsync();
        var actual = await PlayAsync(lambda);

        // Not an empty one, and not of errors only.
        Assert.Contains("ada: said others hello", expected);
        Assert.Contains("bob: Add = 5", expected);
        Assert.Equal(string.Join('\n', expected), string.Join('\n', actual));
    }

    private static async Task<IReadOnlyList<string>> PlayAsync(IHubHost host)
    {
        await using var ada = await HubClient.ConnectAsync(host.UrlFor("ada", "u1"));
        await ada.CatchUpAsync();
        await using var bob = await HubClient.ConnectAsync(host.UrlFor("bob", "u2"));
        await bob.CatchUpAsync();
        await using var eve = await HubClient.ConnectAsync(host.UrlFor("eve", "u1"));
        await eve.CatchUpAsync();

        // Results of every kind.
        await bob.CallAsync("Echo", "日本語 🎉 \"quoted\" <b>");
        await bob.CallAsync("echo", "by another case");
        await bob.CallAsync("Add", 2, 3);
        await bob.CallAsync("AddLater", 2L, 3_000_000_000_000L);
        await bob.CallAsync("Rate", new { title = "a", stars = 1, writtenAt = (string?)null }, 5);
        await bob.CallAsync("Count", (object)new[] { "x", "y", "x" });
        await bob.CallAsync("Nothing");
        await bob.CallAsync("Missing");
        await bob.CallAsync("renamed");
        await bob.CallAsync("UnderAnotherName");
        await bob.CallAsync("UserName");

        // Errors of every kind.
        await bob.CallAsync("Fail");
        await bob.CallAsync("FailForTheClient");
        await bob.CallAsync("NoSuchMethod");
        await bob.CallAsync("NoSuchMethod", 1);
        await bob.CallAsync("Add", 1);
        await bob.CallAsync("Add", "one", "two");
        await bob.CallAsync("Dispose");
        await bob.CallAsync("OnConnectedAsync");

        // Audiences.
        await bob.CallAsync("ToAll", "hello");
        await bob.CallAsync("ToOthers", "hello");
        await bob.CallAsync("ToAllExceptMe", "hello");
        await bob.CallAsync("ToMe", new { title = "b", stars = 2, writtenAt = "2031-01-02T03:04:05+00:00" }, 1.5);
        await bob.CallAsync("ToUser", "u1", "to one user");
        await bob.CallAsync("ToUsers", "u1", "u2", "to users");
        await bob.CallAsync("ToUser", "nobody", "to nobody");
        await bob.CallAsync("Join", "one");
        await ada.CallAsync("Join", "one");
        await ada.CallAsync("Join", "two");
        await ada.CallAsync("Join", "two");
        await bob.CallAsync("ToGroup", "one", "in one");
        await bob.CallAsync("ToGroups", "one", "two", "in both");
        await bob.CallAsync("ToOthersInGroup", "one", "others");
        await bob.CallAsync("ToGroupExceptMe", "one", "except");
        await bob.CallAsync("Leave", "one");
        await bob.CallAsync("Leave", "one");
        await bob.CallAsync("ToGroup", "one", "without me");
        await bob.CallAsync("ToGroup", "empty", "to nobody");
        await bob.CallAsync("Hastily");
        var one = await ada.InvokeAsync<string>("MyConnectionId");
        await bob.CallAsync("ToClients", new[] { one, one, "L0SM9cOFvHcCIhw=" }, "by id");
        await bob.Connection.SendCoreAsync("ToOthers", ["sent, not invoked"]);
        await bob.CatchUpAsync();

        // Ends.
        await eve.Connection.StopAsync();
        await WaitForAsync(ada, "departed eve");
        await WaitForAsync(bob, "departed eve");
        await bob.CallAsync("ToUser", "u1", "the other is gone");
        await ada.CatchUpAsync();
        await bob.CatchUpAsync();

        return
        [
            .. ada.Heard.Concat(ada.Answers).Select(line => $"ada: {line}"),
            .. bob.Heard.Concat(bob.Answers).Select(line => $"bob: {line}"),
            .. eve.Heard.Concat(eve.Answers).Select(line => $"eve: {line}"),
        ];
    }

    private static async Task WaitForAsync(HubClient client, string line)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!client.Heard.Contains(line))
        {
            Assert.False(patience.IsCancellationRequested, $"not heard: {line}\n{string.Join('\n', client.Heard)}");
            await client.CatchUpAsync();
        }
    }
}
