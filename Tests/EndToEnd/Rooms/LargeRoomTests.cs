using System.Collections.Immutable;
using Chat.Emulator.Host;
using Chat.Emulator.Options;

namespace Chat.EndToEnd.Tests.Rooms;

/// <summary>A room beyond the threshold, whole: slices in invocations of their own, one of which dies, and Lambda's repetition in its place.</summary>
public sealed class LargeRoomTests
{
    private const string Function = "websocket-broadcast";
    private const int Members = 12;

    [LinuxFact]
    public async Task Room_OfMoreThanTheThreshold_HearsEachMessageOnce_ThoughASliceDied()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var scratch = Directory.CreateTempSubdirectory("chat-large-room-");
        try
        {
            // Its first process ends as soon as it has started; which slice it had is nobody's choice.
            var dies = Path.Combine(scratch.FullName, "has-died");
            var command = $"sh -c \"mkdir '{dies}' 2>/dev/null && exit 3; exec '{Repository.Dotnet}' '{Repository.Functions}'\"";
            await using var cloud = await LocalCloud.StartAsync(
                Repository.Chat with
                {
                    EventRetryPause = TimeSpan.FromMilliseconds(100),
                    Run = Repository.Chat.Run.SetItem(Function, command),
                    Variables = ImmutableDictionary<VariableName, string>.Empty.Add(new VariableName("websocket-hub", "BROADCAST_THRESHOLD"), "5"),
                },
                patience.Token);
            var url = cloud.Stages.Single().WebSocketUrl;
            var members = await Task.WhenAll(Enumerable.Range(0, Members).Select(number => Member.ConnectAsync(url, $"member-{number}")));
            try
            {
                // Who enters a room of more than five is announced by slices too, the first of which dies.
                await Task.WhenAll(members.Select(member => member.JoinAsync("large")));
                await members[0].SayAsync("large", "first");
                await members[0].SayAsync("large", "second");
                foreach (var member in members)
                {
                    Assert.Equal(["large 1 member-0: first", "large 2 member-0: second"], await MessagesAsync(member, 2));
                }

                // A message heard twice would stand in this one's place.
                await members[1].SayAsync("large", "third");
                foreach (var member in members)
                {
                    Assert.Equal(["large 3 member-1: third"], await MessagesAsync(member, 1));
                }

                Assert.True(Directory.Exists(dies));
            }
            finally
            {
                await Task.WhenAll(members.Select(member => member.DisposeAsync().AsTask()));
            }
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    // Slices of two messages run side by side: the second may be heard first.
    private static async Task<IEnumerable<string>> MessagesAsync(Member member, int count)
    {
        var messages = new List<string>();
        while (messages.Count < count)
        {
            var heard = await member.HearAsync();
            if (!heard.Contains(" joined ", StringComparison.Ordinal))
            {
                messages.Add(heard);
            }
        }

        return messages.Order(StringComparer.Ordinal);
    }
}
