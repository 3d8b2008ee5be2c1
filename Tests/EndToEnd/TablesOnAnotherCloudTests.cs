using Chat.Emulator.Host;
using Chat.Emulator.Options;

namespace Chat.EndToEnd.Tests;

/// <summary>Tables in a DynamoDB that verifies signatures and knows one caller, as AWS's own emulator does: here it is another emulator's, with IAM on.</summary>
public sealed class TablesOnAnotherCloudTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Chat_WithTheOthersKeys_HasItsRowsThere()
    {
        using var limit = new CancellationTokenSource(Limit);
        await using var other = await LocalCloud.StartAsync(Repository.Chat, limit.Token);
        await using var cloud = await LocalCloud.StartAsync(
            Repository.Chat with { TableEndpoint = other.TableEndpoint, TableCredentials = new("test", "test") }, limit.Token);
        var url = cloud.Stages.Single().WebSocketUrl;

        await using var one = await ChatClient.ConnectAsync(url);
        await using var two = await ChatClient.ConnectAsync(url);
        await one.SayAsync("across");

        Assert.Equal("across", await one.ReceiveAsync());
        Assert.Equal("across", await two.ReceiveAsync());
        using var table = new ConnectionsTable(other);
        Assert.Equal(2, (await table.ConnectionIdsAsync()).Count);
    }

    [Fact]
    public async Task Chat_WithoutKeys_SaysThatTheTablesCannotBeUsed()
    {
        using var limit = new CancellationTokenSource(Limit);
        await using var other = await LocalCloud.StartAsync(Repository.Chat, limit.Token);

        var failure = await Assert.ThrowsAsync<EmulatorStartException>(
            () => LocalCloud.StartAsync(Repository.Chat with { TableEndpoint = other.TableEndpoint }, limit.Token));

        Assert.Contains("can't be used", failure.Message, StringComparison.Ordinal);
        Assert.Contains("security token", failure.Message, StringComparison.Ordinal);
    }
}
