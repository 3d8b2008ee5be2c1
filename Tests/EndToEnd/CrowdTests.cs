using Chat.Emulator.Host;

namespace Chat.EndToEnd.Tests;

/// <summary>Many people at once: nothing lost, nothing twice, no row left.</summary>
public sealed class CrowdTests
{
    private const int People = 200;
    private const int Messages = 50;

    [Fact]
    public async Task SendMessage_200ConnectionsAnd50Messages_EachArrivesOnceEverywhere()
    {
        await using var cloud = await LocalCloud.StartAsync(Repository.Chat, CancellationToken.None);
        using var table = new ConnectionsTable(cloud);
        var url = cloud.Stages.Single().WebSocketUrl;
        var clients = new ChatClient[People];
        await Parallel.ForAsync(0, People, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
            clients[i] = await ChatClient.ConnectAsync(url));
        Assert.Equal(People, (await table.ConnectionIdsAsync()).Count);

        for (var message = 0; message < Messages; message++)
        {
            await clients[message % People].SayAsync($"message {message}");
        }

        var expected = Enumerable.Range(0, Messages).Select(message => $"message {message}").Order(StringComparer.Ordinal).ToArray();
        foreach (var client in clients)
        {
            var received = new List<string>();
            for (var i = 0; i < Messages; i++)
            {
                received.Add(await client.ReceiveAsync());
            }

            // Not the order: as on AWS, messages are handled side by side.
            Assert.Equal(expected, received.Order(StringComparer.Ordinal));
        }

        await Task.WhenAll(clients.Select(client => client.CloseAsync()));
        await table.WaitForCountAsync(0, TimeSpan.FromSeconds(20));
        Assert.DoesNotContain(clients, client => client.HasMore);
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }
}
