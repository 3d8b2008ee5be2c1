using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Chat.Emulator.Tables;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Tables;

public sealed class TimeToLiveSweeperTests
{
    [Fact]
    public async Task Sweep_OfItemsOfAllKinds_DeletesTheExpiredOnesOnly()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        var now = tables.Time.GetUtcNow();
        await PutAsync(tables, "expired", N(now.AddSeconds(-1)));
        await PutAsync(tables, "expires-this-second", N(now));
        await PutAsync(tables, "fresh", N(now.AddSeconds(1)));
        await PutAsync(tables, "forgotten", N(now.AddYears(-6)));
        await PutAsync(tables, "milliseconds-in-text", new AttributeValue { S = "1" });
        await PutAsync(tables, "eternal", null);

        await SweepAsync(tables);

        Assert.Equal(["eternal", "expires-this-second", "forgotten", "fresh", "milliseconds-in-text"], await IdsAsync(tables));
    }

    [Fact]
    public async Task Sweep_OfMoreItemsThanAPage_DeletesThemAll()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        var expired = N(tables.Time.GetUtcNow().AddSeconds(-1));
        // A page of a scan ends at 1 MB.
        var large = new AttributeValue { S = new string('x', 300_000) };
        for (var i = 0; i < 8; i++)
        {
            await tables.Client.PutItemAsync("websocket-connections", new()
            {
                ["connectionId"] = new AttributeValue { S = $"c{i}" },
                ["expiresAt"] = expired,
                ["large"] = large,
            });
        }

        Assert.NotEmpty((await tables.Client.ScanAsync(new ScanRequest("websocket-connections"))).LastEvaluatedKey);

        await SweepAsync(tables);

        Assert.Empty(await IdsAsync(tables));
    }

    [Fact]
    public async Task Sweep_OfAnItemRenewedSinceTheScan_KeepsIt()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        await PutAsync(tables, "renewed", N(tables.Time.GetUtcNow().AddSeconds(-1)));
        using var client = new ClientWithAfterScan(tables, () => PutAsync(tables, "renewed", N(tables.Time.GetUtcNow().AddHours(1))));

        await SweepAsync(tables, client);

        Assert.Equal(["renewed"], await IdsAsync(tables));
    }

    [Fact]
    public async Task Clock_AfterThePeriod_SweepsByItself()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        await PutAsync(tables, "short", N(tables.Time.GetUtcNow().AddSeconds(10)));
        await PutAsync(tables, "long", N(tables.Time.GetUtcNow().AddHours(1)));

        tables.Time.Advance(TimeToLiveSweeper.Period);

        await tables.Events.Swept.WaitAsync(RunningTables.Limit);
        Assert.Equal(["long"], await IdsAsync(tables));
    }

    [Fact]
    public async Task Sweep_WithoutServer_GoesOn()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        tables.Children.Started[0].Kill();
        await tables.Server.Exited.WaitAsync(RunningTables.Limit);

        Assert.Null(await Record.ExceptionAsync(() => SweepAsync(tables)));
    }

    private static async Task SweepAsync(RunningTables tables, AmazonDynamoDBClient? client = null)
    {
        await using var sweeper = new TimeToLiveSweeper(
            client ?? tables.Client, [RunningTables.Connections], tables.Time, NullLogger<TimeToLiveSweeper>.Instance);
        await sweeper.SweepAsync(CancellationToken.None);
    }

    private static async Task PutAsync(RunningTables tables, string id, AttributeValue? expiresAt)
    {
        var item = new Dictionary<string, AttributeValue> { ["connectionId"] = new() { S = id } };
        if (expiresAt is not null)
        {
            item["expiresAt"] = expiresAt;
        }

        await tables.Client.PutItemAsync("websocket-connections", item);
    }

    private static async Task<string[]> IdsAsync(RunningTables tables) =>
        [.. (await tables.Client.ScanAsync(new ScanRequest("websocket-connections"))).Items.Select(item => item["connectionId"].S).Order()];

    private static AttributeValue N(DateTimeOffset time) => new() { N = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };

    /// <summary>Lets something happen between the sweeper's scan and its deletes.</summary>
    private sealed class ClientWithAfterScan : AmazonDynamoDBClient
    {
        private readonly Func<Task> _afterScan;

        public ClientWithAfterScan(RunningTables tables, Func<Task> afterScan)
            : base(RunningTables.Credentials, RunningTables.Config(tables.Server.Target.Endpoint))
        {
            _afterScan = afterScan;
            tables.Server.Target.Unlock(this);
        }

        public override async Task<ScanResponse> ScanAsync(ScanRequest request, CancellationToken cancellationToken = default)
        {
            var page = await base.ScanAsync(request, cancellationToken);
            await _afterScan();
            return page;
        }
    }
}
