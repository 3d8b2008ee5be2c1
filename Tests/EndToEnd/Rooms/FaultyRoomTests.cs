using Chat.Contracts.Faults;
using Chat.Emulator.Host;

namespace Chat.EndToEnd.Tests.Rooms;

/// <summary>The chat while things go wrong on purpose: whoever stays, or comes back, has every message of the room once, in order.</summary>
public sealed class FaultyRoomTests
{
    private const int Members = 3;
    private const int Messages = 15;

    private static readonly FaultSettings Faults = new()
    {
        PostsThrottled = 0.1,
        PostsFailed = 0.05,
        PostsReordered = 0.1,
        MessagesReordered = 0.1,
        DisconnectLost = 0.5,
        InvocationsFailed = 0.05,
        Seed = 7,
    };

    [Fact]
    public async Task Room_UnderTheEmulatorsFaults_LosesAndDoublesNothing()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await using var cloud = await LocalCloud.StartAsync(Repository.Chat with { Faults = Faults }, patience.Token);
        var url = cloud.Stages.Single().WebSocketUrl;
        var members = Enumerable.Range(0, Members).Select(number => new PersistentMember(url, $"member-{number}", "storm")).ToList();
        try
        {
            // One after the other: nobody's first message is older than another's entry.
            foreach (var member in members)
            {
                await member.JoinAsync(patience.Token);
            }

            await Task.WhenAll(members.Select(async (member, number) =>
            {
                for (var message = 0; message < Messages; message++)
                {
                    await member.SayAsync($"{number}/{message}", patience.Token);
                }
            }));
            await Task.WhenAll(members.Select(member => member.JoinAsync(patience.Token)));

            var all = members[0].Messages;
            Assert.Equal(Members * Messages, all.Count);
            Assert.Equal(all.Count, all.Distinct().Count());
            Assert.All(members, member => Assert.Equal(all, member.Messages));

            // Each sender awaited its messages, so they are in its order.
            for (var number = 0; number < Members; number++)
            {
                Assert.Equal(
                    Enumerable.Range(0, Messages).Select(message => $"member-{number}: {number}/{message}"),
                    all.Where(text => text.StartsWith($"member-{number}:", StringComparison.Ordinal)));
            }

            // The faults did strike: without them this would hold anyway.
            Assert.True(members.Sum(member => member.Comebacks) > 0, "nobody ever lost the connection");
        }
        finally
        {
            foreach (var member in members)
            {
                await member.DisposeAsync();
            }
        }
    }
}
