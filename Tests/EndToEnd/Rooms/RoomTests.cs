using System.Text.Json;
using Chat.Emulator.Host;
using Microsoft.AspNetCore.SignalR;

namespace Chat.EndToEnd.Tests.Rooms;

/// <summary>The chat's hub, whole: the CDK app's template, real function processes, real tables, Microsoft's client and plain ones beside it.</summary>
public sealed class RoomTests(RoomTests.Cloud fixture) : IClassFixture<RoomTests.Cloud>
{
    private readonly Uri _url = fixture.Running.Stages.Single().WebSocketUrl;

    [Fact]
    public async Task Room_ThreeMembers_HearEachOtherInOrder()
    {
        await using var ada = await Member.ConnectAsync(_url, "ada");
        await using var bob = await Member.ConnectAsync(_url, "bob");
        await using var elsewhere = await Member.ConnectAsync(_url, "eve");
        await ada.JoinAsync("three");
        var joined = await bob.JoinAsync("three");
        await elsewhere.JoinAsync("elsewhere");

        Assert.Equal(["ada", "bob"], Names(joined));
        Assert.Equal("three joined bob", await ada.HearAsync());
        Assert.Equal(1, (await ada.SayAsync("three", "hello")).GetProperty("sequence").GetInt64());
        Assert.Equal(2, (await bob.SayAsync("three", "{\"error\":\"not one\"}")).GetProperty("sequence").GetInt64());
        foreach (var member in (Member[])[ada, bob])
        {
            Assert.Equal("three 1 ada: hello", await member.HearAsync());
            Assert.Equal("three 2 bob: {\"error\":\"not one\"}", await member.HearAsync());
        }

        await bob.CallAsync("Typing", "three");
        Assert.Equal("three typing bob", await ada.HearAsync());
        await bob.CallAsync("Leave", "three");
        Assert.Equal("three left bob", await ada.HearAsync());
        await ada.SayAsync("three", "alone");
        Assert.Equal("three 3 ada: alone", await ada.HearAsync());
        Assert.False(bob.HasMore);
        Assert.False(elsewhere.HasMore);
    }

    [Fact]
    public async Task Send_SameIdAgain_IsOneMessage()
    {
        await using var ada = await Member.ConnectAsync(_url, "ada");
        await ada.JoinAsync("once");

        var first = await ada.CallAsync("Send", "once", "my-id", "hello");
        var second = await ada.CallAsync("Send", "once", "my-id", "hello");

        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Single((await ada.CallAsync("History", "once", null, 10)).GetProperty("messages").EnumerateArray());
    }

    [Fact]
    public async Task Join_WithTheLastPosition_GivesWhatWasMissed()
    {
        await using var ada = await Member.ConnectAsync(_url, "ada");
        await ada.JoinAsync("missed");
        object position;
        await using (var bob = await Member.ConnectAsync(_url, "bob"))
        {
            await bob.JoinAsync("missed");
            await ada.SayAsync("missed", "heard");
            Assert.Equal("missed 1 ada: heard", await bob.HearAsync());
            var last = (await bob.CallAsync("Who", "missed")).GetProperty("last");
            position = new { epoch = last.GetProperty("epoch").GetInt64(), sequence = last.GetProperty("sequence").GetInt64() };
        }

        await ada.SayAsync("missed", "missed");
        await using var back = await Member.ConnectAsync(_url, "bob");
        var joined = await back.JoinAsync("missed", position);

        Assert.Equal(["missed"], joined.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("text").GetString()));
        Assert.False(joined.GetProperty("hasGap").GetBoolean());
    }

    [Fact]
    public async Task Disconnect_OfAMember_IsToldOnce()
    {
        await using var ada = await Member.ConnectAsync(_url, "ada");
        await ada.JoinAsync("ends");
        await using (var bob = await Member.ConnectAsync(_url, "bob"))
        {
            await bob.JoinAsync("ends");
            Assert.Equal("ends joined bob", await ada.HearAsync());
        }

        Assert.Equal("ends left bob", await ada.HearAsync());
        await ada.SayAsync("ends", "after");
        Assert.Equal("ends 1 ada: after", await ada.HearAsync());
        Assert.Equal(["ada"], Names(await ada.CallAsync("Who", "ends")));
    }

    [Theory]
    [InlineData("Send", "not joined", "id", "text")]
    [InlineData("Send", "nobody-is-here", "id", "text")]
    [InlineData("Join", "UPPER", null)]
    public async Task Call_ThatMayNotBe_IsRefusedWithASentence(string method, params object?[] arguments)
    {
        await using var ada = await Member.ConnectAsync(_url, "ada");
        var refusal = await Assert.ThrowsAsync<HubException>(() => ada.CallAsync(method, arguments));
        Assert.Contains("HubException: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_InUse_IsRefusedAndOnesOwnTakenOver()
    {
        await using var ada = await Member.ConnectAsync(_url, "ada", "secret");
        await ada.JoinAsync("names");
        await using var other = await Member.ConnectAsync(_url, "Ada");
        Assert.Contains("is called 'Ada' already", (await Assert.ThrowsAsync<HubException>(() => other.JoinAsync("names"))).Message, StringComparison.Ordinal);
        await using var tab = await Member.ConnectAsync(_url, "ada", "secret");
        Assert.Equal(["ada"], Names(await tab.JoinAsync("names")));
        Assert.False(ada.HasMore);
    }

    [Fact]
    public async Task Lobby_PlainClientsAndMembers_HearEachOther()
    {
        await using var terminal = await ChatClient.ConnectAsync(_url);
        await using var ada = await Member.ConnectAsync(_url, "ada");
        await ada.JoinAsync("lobby");

        await terminal.SayAsync("hello from terminal1");

        Assert.Equal("hello from terminal1", await terminal.ReceiveAsync());
        Assert.Matches("^lobby [0-9]+ terminal-[0-9a-f]{4}: hello from terminal1$", await ada.HearAsync());

        await ada.SayAsync("lobby", "hello from a page");

        Assert.Equal("hello from a page", await terminal.ReceiveAsync());
        Assert.Matches("^lobby [0-9]+ ada: hello from a page$", await ada.HearAsync());

        // What is said in other rooms, or is no message, no plain client hears.
        await ada.JoinAsync("another");
        await ada.SayAsync("another", "not for terminals");
        await ada.CallAsync("Typing", "lobby");
        await terminal.SayAsync("next");
        Assert.Equal("next", await terminal.ReceiveAsync());
        await terminal.CloseAsync();
    }

    [LinuxFact]
    public async Task Terminal_WhatIsTypedAndSaid_GoesBothWays()
    {
        await using var ada = await Member.ConnectAsync(_url, "ada");
        await ada.JoinAsync("terminal");
        await ada.SayAsync("terminal", "before");
        await using var terminal = RunningProcess.Start(Repository.Dotnet, Repository.Terminal, _url.ToString(), "terminal", "bob");

        await terminal.WaitForLineWithAsync("ada: before");
        Assert.Equal("terminal 1 ada: before", await ada.HearAsync());
        Assert.Equal("terminal joined bob", await ada.HearAsync());
        await terminal.TypeAsync("typed");
        Assert.Equal("terminal 2 bob: typed", await ada.HearAsync());
        await ada.SayAsync("terminal", "heard?");
        await terminal.WaitForLineWithAsync("ada: heard?");
    }

    private static IEnumerable<string?> Names(JsonElement answer) => answer.GetProperty("members").EnumerateArray().Select(name => name.GetString());

    /// <summary>One cloud for the class; its tests have rooms of their own.</summary>
    public sealed class Cloud : IAsyncLifetime
    {
        private LocalCloud? _running;

        public LocalCloud Running => _running!;

        public async Task InitializeAsync() => _running = await LocalCloud.StartAsync(Repository.Chat, CancellationToken.None);

        public Task DisposeAsync() => _running is null ? Task.CompletedTask : _running.DisposeAsync().AsTask();
    }
}
