using Amazon.DynamoDBv2.Model;
using Chat.Emulator.Tables;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Tables;

/// <summary>The template's tables in a server that somebody else has started: here a dynalite that has none yet.</summary>
public sealed class TablesElsewhereTests
{
    [Fact]
    public async Task Prepare_ServerWithoutTheTables_MakesThemOnceAndSweepsWhatItCannot()
    {
        using var limit = new CancellationTokenSource(RunningTables.Limit);
        await using var server = await RunningTables.StartAsync([]);
        await using var door = await OpenAsync(server);

        for (var start = 0; start < 2; start++)
        {
            await using var elsewhere = await TablesElsewhere.PrepareAsync(
                new TableTarget(door.Endpoint), [RunningTables.Connections], "eu-west-1", NullLoggerFactory.Instance, TimeProvider.System, limit.Token);
            await server.Client.PutItemAsync(
                "websocket-connections", new() { ["connectionId"] = new AttributeValue { S = $"start {start}" } }, limit.Token);
        }

        var table = (await server.Client.DescribeTableAsync("websocket-connections", limit.Token)).Table;
        Assert.True(TableRequests.IsSame(table, RunningTables.Connections));
        Assert.Equal(2, (await server.Client.ScanAsync(new ScanRequest("websocket-connections"), limit.Token)).Items.Count);
    }

    [Fact]
    public async Task Prepare_TableWithAnotherKey_IsRefusedWithItsName()
    {
        using var limit = new CancellationTokenSource(RunningTables.Limit);
        await using var server = await RunningTables.StartAsync([RunningTables.Connections]);
        await using var door = await OpenAsync(server);
        var other = RunningTables.Connections with
        {
            Key = [new("room", "HASH")],
            Attributes = RunningTables.Connections.Attributes.Clear().Add("room", "S"),
        };

        var failure = await Assert.ThrowsAsync<TableServerException>(() => TablesElsewhere.PrepareAsync(
            new TableTarget(door.Endpoint), [other], "eu-west-1", NullLoggerFactory.Instance, TimeProvider.System, limit.Token));

        Assert.Contains("websocket-connections", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Delete it there", failure.Message, StringComparison.Ordinal);
    }

    // Somebody else's server wants no key of ours.
    private static Task<TableFront> OpenAsync(RunningTables server) =>
        TableFront.StartAsync(server.Server.Target, null, NullLogger<TableFront>.Instance, CancellationToken.None);
}
