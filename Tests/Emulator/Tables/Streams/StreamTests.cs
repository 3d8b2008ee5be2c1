using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Chat.Emulator.Iam;
using Chat.Emulator.Tables;
using Chat.Emulator.Tables.Streams;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Iam;
using Chat.Emulator.Tests.Lambda;
using Chat.Emulator.Tests.Template;
using Chat.Emulator.Tests.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Tables.Streams;

/// <summary>The records of a table's stream, on the real server.</summary>
public sealed class StreamTests
{
    private const string Name = "websocket-connections";
    private const string Arn = $"arn:aws:dynamodb:eu-west-1:000000000000:table/{Name}/stream/2026-01-01T00:00:00.000";

    private static Table Streaming(string view = "NEW_AND_OLD_IMAGES") => RunningTables.Connections with { StreamViewType = view, StreamArn = Arn };

    [Fact]
    public async Task Writes_OfAllKinds_HaveTheirImages()
    {
        await using var tables = await RunningTables.StartAsync([Streaming()]);

        await tables.Client.PutItemAsync(Name, Item("a", 1));
        await tables.Client.PutItemAsync(Name, Item("a", 1));
        await tables.Client.UpdateItemAsync(Add("a"));
        await tables.Client.BatchWriteItemAsync(new Dictionary<string, List<WriteRequest>> { [Name] = [new(new PutRequest(Item("b", 7))), new(new DeleteRequest(Key("none")))] });
        await tables.Client.TransactWriteItemsAsync(new() { TransactItems = [new() { Delete = new() { TableName = Name, Key = Key("a") } }] });

        Assert.Equal(["INSERT a - 1", "MODIFY a 1 2", "INSERT b - 7", "REMOVE a 2 -"], (await ReadAllAsync(tables)).Select(Text));
    }

    [Theory]
    [InlineData("KEYS_ONLY", "MODIFY a - -")]
    [InlineData("NEW_IMAGE", "MODIFY a - 2")]
    [InlineData("OLD_IMAGE", "MODIFY a 1 -")]
    [InlineData("NEW_AND_OLD_IMAGES", "MODIFY a 1 2")]
    public async Task View_OfTheTemplate_DecidesTheImages(string view, string expected)
    {
        await using var tables = await RunningTables.StartAsync([Streaming(view)]);
        await tables.Client.PutItemAsync(Name, Item("a", 1));
        await tables.Client.UpdateItemAsync(Add("a"));

        var record = (await ReadAllAsync(tables))[1];

        Assert.Equal(expected, Text(record));
        Assert.Equal(view, record.Json.GetProperty("dynamodb").GetProperty("StreamViewType").GetString());
        Assert.Equal("aws:dynamodb", record.Json.GetProperty("eventSource").GetString());
    }

    [Fact]
    public async Task Writes_OfManyAtOnce_AreInOrderForEachItem()
    {
        await using var tables = await RunningTables.StartAsync([Streaming()]);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => i % 5 == 0
            ? (Task)tables.Client.TransactWriteItemsAsync(new() { TransactItems = [new() { Update = TransactionalAdd("0") }, new() { Update = TransactionalAdd("1") }] })
            : tables.Client.UpdateItemAsync(Add($"{i % 3}"))));

        var records = await ReadAllAsync(tables);
        foreach (var item in new[] { "0", "1", "2" })
        {
            var changes = records.Select(Text).Where(text => text.Split(' ')[1] == item).ToArray();
            Assert.NotEmpty(changes);
            Assert.Equal(
                Enumerable.Range(1, changes.Length).Select(n => string.Create(CultureInfo.InvariantCulture, $"{(n == 1 ? "INSERT" : "MODIFY")} {item} {(n == 1 ? "-" : $"{n - 1}")} {n}")),
                changes);
        }

        Assert.Equal(records.Select(record => record.SequenceNumber).Order(StringComparer.Ordinal), records.Select(record => record.SequenceNumber));
    }

    [Fact]
    public async Task Expiry_Removes_AsDynamoDBItself()
    {
        await using var tables = await RunningTables.StartAsync([Streaming()]);
        var item = Item("a", 1);
        item["expiresAt"] = new() { N = tables.Time.GetUtcNow().AddSeconds(-1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };
        await tables.Client.PutItemAsync(Name, item);
        using var client = tables.Server.Target.CreateClient("eu-west-1", isExpiry: true);
        await using var sweeper = new TimeToLiveSweeper(client, [Streaming()], tables.Time, NullLogger<TimeToLiveSweeper>.Instance);

        await sweeper.SweepAsync(CancellationToken.None);

        var removal = (await ReadAllAsync(tables))[^1].Json;
        Assert.Equal("REMOVE", removal.GetProperty("eventName").GetString());
        Assert.Equal("""{"type":"Service","principalId":"dynamodb.amazonaws.com"}""", removal.GetProperty("userIdentity").GetRawText());
    }

    [Fact]
    public async Task Read_BeforeThereIsAnything_ReturnsWithTheFirstRecord()
    {
        await using var tables = await RunningTables.StartAsync([Streaming()]);
        using var client = new StreamClient(() => tables.Server.Target);
        var latest = await client.GetIteratorAsync(Arn, "LATEST", CancellationToken.None);

        var reading = client.ReadAsync(latest, 10, TimeSpan.FromSeconds(30), CancellationToken.None);
        await tables.Client.PutItemAsync(Name, Item("a", 1));

        Assert.Equal(["INSERT a - 1"], (await reading.Soon())!.Records.Select(Text));
    }

    [Fact]
    public async Task Table_WithoutStream_HasNoneUntilItIsGivenOne()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        await tables.Client.PutItemAsync(Name, Item("before", 1));
        Assert.Null((await tables.Client.DescribeTableAsync(Name)).Table.LatestStreamArn);

        await tables.Server.UpdateAsync([Streaming()], CancellationToken.None);
        await tables.Client.PutItemAsync(Name, Item("after", 1));

        Assert.Equal(Arn, (await tables.Client.DescribeTableAsync(Name)).Table.LatestStreamArn);
        Assert.Equal(["INSERT after - 1"], (await ReadAllAsync(tables)).Select(Text));
    }

    [Fact]
    public async Task DataFolder_StartedAgain_HasTheStreamWithoutTheRecordsOfBefore()
    {
        using var folder = new TemporaryFolder();
        await using (var before = await RunningTables.StartAsync([Streaming()], folder.Path))
        {
            await before.Client.PutItemAsync(Name, Item("a", 1));
        }

        await using var after = await RunningTables.StartAsync([Streaming()], folder.Path);
        await after.Client.PutItemAsync(Name, Item("a", 2));

        Assert.Equal(["MODIFY a 1 2"], (await ReadAllAsync(after)).Select(Text));
    }

    [Fact]
    public async Task Consumers_OfAMapping_GetFilteredBatchesInOrder()
    {
        await using var tables = await RunningTables.StartAsync([Streaming()]);
        var lambda = new StubLambda();
        var mapping = new StreamMapping
        {
            LogicalId = "Mapping",
            FunctionName = "cast",
            StreamArn = Arn,
            StartsAtOldest = true,
            BatchSize = 2,
            Filters = ["""{"eventName": ["INSERT"]}"""],
        };
        await using var consumers = new StreamConsumers(() => tables.Server.Target, lambda, null, TimeProvider.System, NullLogger<StreamConsumers>.Instance);
        await tables.Client.PutItemAsync(Name, Item("a", 1));
        await tables.Client.DeleteItemAsync(Name, Key("a"));
        await tables.Client.PutItemAsync(Name, Item("b", 1));
        await tables.Client.PutItemAsync(Name, Item("c", 1));

        await consumers.UpdateAsync([mapping], CancellationToken.None);

        var seen = new List<string>();
        while (seen.Count < 3)
        {
            var records = (await lambda.NextEventAsync("cast"))["Records"]!.AsArray();
            Assert.InRange(records.Count, 1, 2);
            Assert.All(records, record => Assert.Equal(Arn, (string?)record!["eventSourceARN"]));
            seen.AddRange(records.Select(record => (string)record!["dynamodb"]!["Keys"]!["connectionId"]!["S"]!));
        }

        Assert.Equal(["a", "b", "c"], seen);
    }

    [Theory]
    [InlineData("dynamodb:*", "*", true)]
    [InlineData("dynamodb:*", Arn, true)]
    [InlineData("dynamodb:*", $"arn:aws:dynamodb:eu-west-1:000000000000:table/{Name}", false)]
    [InlineData("dynamodb:GetRecords", "*", false)]
    public async Task Consumers_OfAFunctionWhoseRoleMayNotReadTheStream_DontRun(string action, string resource, bool runs)
    {
        await using var tables = await RunningTables.StartAsync([Streaming()]);
        using var log = new RecordingLog();
        var lambda = new StubLambda();
        var stack = TestStack.With(TestStack.Allow(action, resource));
        var caller = new CallerCredentials(stack).Credential(stack).Caller;
        var mapping = new StreamMapping { LogicalId = "Mapping", FunctionName = "cast", StreamArn = Arn, StartsAtOldest = true };
        using var loggers = new LoggerFactory([log]);
        await using var consumers = new StreamConsumers(() => tables.Server.Target, lambda, _ => caller, TimeProvider.System, loggers.CreateLogger<StreamConsumers>());
        await tables.Client.PutItemAsync(Name, Item("a", 1));

        await consumers.UpdateAsync([mapping], CancellationToken.None);

        if (runs)
        {
            await lambda.NextEventAsync("cast");
        }

        Assert.Equal(!runs, log.Entries.Any(entry => entry.Message.StartsWith("Mapping isn't run: the role of cast lacks dynamodb:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Consumers_OfTablesThatHaveNoSuchStream_AreNamedAndTheRestGoesOn()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        await using var elsewhere = await TableFront.StartAsync(tables.Server.Target, null, NullLogger<TableFront>.Instance, CancellationToken.None);
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        await using var consumers = new StreamConsumers(
            () => new TableTarget(elsewhere.Endpoint), new StubLambda(), null, TimeProvider.System, loggers.CreateLogger<StreamConsumers>());

        await consumers.UpdateAsync([new StreamMapping { LogicalId = "Mapping", FunctionName = "cast", StreamArn = Arn }], CancellationToken.None);

        Assert.Contains(log.Entries, entry => entry.Message.StartsWith("Mapping isn't run: cast would get the changes of", StringComparison.Ordinal));
    }

    private static async Task<StreamRecord[]> ReadAllAsync(RunningTables tables)
    {
        using var client = new StreamClient(() => tables.Server.Target);
        var iterator = await client.GetIteratorAsync(Arn, "TRIM_HORIZON", CancellationToken.None);
        var records = new List<StreamRecord>();
        while ((await client.ReadAsync(iterator, 50, TimeSpan.Zero, CancellationToken.None))! is { Records.IsEmpty: false } page)
        {
            records.AddRange(page.Records);
            iterator = page.Next;
        }

        return [.. records];
    }

    // "MODIFY a 1 2": the item, and its number before and after.
    private static string Text(StreamRecord record)
    {
        var change = record.Json.GetProperty("dynamodb");
        return $"{record.Json.GetProperty("eventName").GetString()} {change.GetProperty("Keys").GetProperty("connectionId").GetProperty("S").GetString()} {Image("OldImage")} {Image("NewImage")}";

        string Image(string name) => change.TryGetProperty(name, out var image) && image.ValueKind is JsonValueKind.Object ? image.GetProperty("n").GetProperty("N").GetString()! : "-";
    }

    private static UpdateItemRequest Add(string id) => new()
    {
        TableName = Name,
        Key = Key(id),
        UpdateExpression = "ADD n :one",
        ExpressionAttributeValues = new() { [":one"] = new() { N = "1" } },
    };

    private static Update TransactionalAdd(string id) => new()
    {
        TableName = Name,
        Key = Key(id),
        UpdateExpression = "ADD n :one",
        ExpressionAttributeValues = new() { [":one"] = new() { N = "1" } },
    };

    private static Dictionary<string, AttributeValue> Key(string id) => new() { ["connectionId"] = new() { S = id } };

    private static Dictionary<string, AttributeValue> Item(string id, int number) =>
        new() { ["connectionId"] = new() { S = id }, ["n"] = new() { N = number.ToString(CultureInfo.InvariantCulture) } };
}
