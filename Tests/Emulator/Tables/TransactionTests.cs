using System.Collections.Immutable;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Template;

namespace Chat.Emulator.Tests.Tables;

/// <summary>
/// What dynalite lacks and the plugin beside it has, against AWS's documented answers.
/// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
/// </summary>
public sealed class TransactionTests
{
    private const string Rooms = "rooms";

    private static readonly Table Table = new()
    {
        LogicalId = "Rooms",
        Name = Rooms,
        Key = [new KeyElement("room", "HASH")],
        Attributes = ImmutableDictionary<string, string>.Empty.Add("room", "S").Add("owner", "S"),
        GlobalIndexes = [new TableIndex("byOwner", [new KeyElement("owner", "HASH")], "ALL", [])],
    };

    [Fact]
    public async Task Write_AllKinds_AreDoneTogetherAndIndexed()
    {
        await using var tables = await RunningTables.StartAsync([Table]);
        await tables.Client.PutItemAsync(Rooms, Item("goes", "ann"));

        await WriteAsync(
            tables,
            Put("new", "bob"),
            new() { Update = new() { TableName = Rooms, Key = Key("counted"), UpdateExpression = "ADD seen :one", ExpressionAttributeValues = new() { [":one"] = N(1) } } },
            new() { Delete = new() { TableName = Rooms, Key = Key("goes") } },
            new() { ConditionCheck = new() { TableName = Rooms, Key = Key("absent"), ConditionExpression = "attribute_not_exists(room)" } });

        Assert.Equal(["counted", "new"], await RoomsAsync(tables));
        Assert.Equal(["new"], await OwnedAsync(tables, "bob"));
        Assert.Empty(await OwnedAsync(tables, "ann"));
    }

    [Fact]
    public async Task Write_OneConditionFails_CancelsAllWithAReasonEach()
    {
        await using var tables = await RunningTables.StartAsync([Table]);
        await tables.Client.PutItemAsync(Rooms, Item("there", "ann"));
        var failing = Put("there", "bob");
        failing.Put.ConditionExpression = "attribute_not_exists(room)";
        failing.Put.ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD;

        var cancelled = await Assert.ThrowsAsync<TransactionCanceledException>(() => WriteAsync(tables, Put("new", "bob"), failing));

        Assert.Equal(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]", cancelled.Message);
        Assert.Equal(["None", "ConditionalCheckFailed"], cancelled.CancellationReasons.Select(reason => reason.Code));
        Assert.Equal("The conditional request failed", cancelled.CancellationReasons[1].Message);
        Assert.Equal("ann", cancelled.CancellationReasons[1].Item["owner"].S);
        Assert.Equal(["there"], await RoomsAsync(tables));
        Assert.Empty(await OwnedAsync(tables, "bob"));
    }

    [Fact]
    public async Task Write_SameToken_IsDoneOnceAndNotForAnotherContent()
    {
        await using var tables = await RunningTables.StartAsync([Table]);
        var count = new TransactWriteItem
        {
            Update = new() { TableName = Rooms, Key = Key("counted"), UpdateExpression = "ADD seen :one", ExpressionAttributeValues = new() { [":one"] = N(1) } },
        };

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => tables.Client.TransactWriteItemsAsync(new() { TransactItems = [count], ClientRequestToken = "once" })));
        var other = await Assert.ThrowsAsync<IdempotentParameterMismatchException>(() =>
            tables.Client.TransactWriteItemsAsync(new() { TransactItems = [Put("other", "x")], ClientRequestToken = "once" }));

        Assert.Equal("1", (await tables.Client.GetItemAsync(Rooms, Key("counted"))).Item["seen"].N);
        Assert.NotNull(other);
    }

    [Fact]
    public async Task Write_TwoPartsOfOneItemOrTooMany_AreRefused()
    {
        await using var tables = await RunningTables.StartAsync([Table]);

        var twice = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => WriteAsync(tables, Put("a", "x"), Put("a", "y")));
        var many = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => WriteAsync(tables, [.. Enumerable.Range(0, 101).Select(i => Put($"{i}", "x"))]));
        var nowhere = Put("a", "x");
        nowhere.Put.TableName = "nowhere";
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => WriteAsync(tables, nowhere));

        Assert.Equal(("ValidationException", "Transaction request cannot include multiple operations on one item"), (twice.ErrorCode, twice.Message));
        Assert.Contains("less than or equal to 100", many.Message, StringComparison.Ordinal);
        Assert.Empty(await RoomsAsync(tables));
    }

    [Fact]
    public async Task Write_TwoAccountsFromManyAtOnce_NeverShowsHalfATransfer()
    {
        await using var tables = await RunningTables.StartAsync([Table]);
        foreach (var room in new[] { "a", "b" })
        {
            await tables.Client.PutItemAsync(Rooms, new() { ["room"] = S(room), ["seen"] = N(50) });
        }

        var reading = Task.WhenAll(Enumerable.Range(0, 30).Select(_ => tables.Client.TransactGetItemsAsync(new()
        {
            TransactItems = [new() { Get = new() { TableName = Rooms, Key = Key("a") } }, new() { Get = new() { TableName = Rooms, Key = Key("b") } }],
        })));
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => WriteAsync(tables, Add(i % 2 == 0 ? "a" : "b", 1), Add(i % 2 == 0 ? "b" : "a", -1))));

        Assert.All(await reading, read => Assert.Equal(100, read.Responses.Sum(response => int.Parse(response.Item["seen"].N, System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Fact]
    public async Task Get_ItemsThatAreThereAndNot_KeepTheirOrder()
    {
        await using var tables = await RunningTables.StartAsync([Table]);
        await tables.Client.PutItemAsync(Rooms, Item("there", "ann"));

        var read = await tables.Client.TransactGetItemsAsync(new()
        {
            TransactItems =
            [
                new() { Get = new() { TableName = Rooms, Key = Key("absent") } },
                new() { Get = new() { TableName = $"arn:aws:dynamodb:eu-west-1:000000000000:table/{Rooms}", Key = Key("there"), ProjectionExpression = "#o", ExpressionAttributeNames = new() { ["#o"] = "owner" } } },
            ],
        });

        Assert.Empty(read.Responses[0].Item ?? []);
        Assert.Equal("ann", Assert.Single(read.Responses[1].Item).Value.S);
    }

    [Fact]
    public async Task Condition_Fails_BringsTheItemWhereItIsAskedFor()
    {
        await using var tables = await RunningTables.StartAsync([Table]);
        await tables.Client.PutItemAsync(Rooms, Item("there", "ann"));
        var put = new PutItemRequest(Rooms, Item("there", "bob"))
        {
            ConditionExpression = "attribute_not_exists(room)",
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };

        var told = await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => tables.Client.PutItemAsync(put));
        put.ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.NONE;
        var silent = await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => tables.Client.PutItemAsync(put));

        Assert.Equal("ann", told.Item["owner"].S);
        Assert.Empty(silent.Item ?? []);
    }

    [Fact]
    public async Task Table_NamedByItsArn_IsTheSame()
    {
        await using var tables = await RunningTables.StartAsync([Table]);
        const string Arn = $"arn:aws:dynamodb:eu-west-1:000000000000:table/{Rooms}";

        await tables.Client.PutItemAsync(Arn, Item("there", "ann"));
        var batch = await tables.Client.BatchGetItemAsync(new Dictionary<string, KeysAndAttributes> { [Arn] = new() { Keys = [Key("there")] } });

        Assert.Equal("ann", (await tables.Client.GetItemAsync(Rooms, Key("there"))).Item["owner"].S);
        Assert.Equal("ann", Assert.Single(batch.Responses[Arn])["owner"].S);
        Assert.Equal(Rooms, (await tables.Client.DescribeTableAsync(Arn)).Table.TableName);
    }

    [Fact]
    public async Task TimeToLive_TurnedOnOffAndAsked_IsAsDocumented()
    {
        await using var tables = await RunningTables.StartAsync([Table, RunningTables.Connections]);
        var on = new UpdateTimeToLiveRequest { TableName = Rooms, TimeToLiveSpecification = new() { AttributeName = "until", Enabled = true } };

        var before = await tables.Client.DescribeTimeToLiveAsync(Rooms);
        await tables.Client.UpdateTimeToLiveAsync(on);
        var again = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => tables.Client.UpdateTimeToLiveAsync(on));
        var after = await tables.Client.DescribeTimeToLiveAsync(Rooms);

        Assert.Equal(TimeToLiveStatus.DISABLED, before.TimeToLiveDescription.TimeToLiveStatus);
        Assert.Equal(("ValidationException", "TimeToLive is already enabled"), (again.ErrorCode, again.Message));
        Assert.Equal(("until", TimeToLiveStatus.ENABLED), (after.TimeToLiveDescription.AttributeName, after.TimeToLiveDescription.TimeToLiveStatus));
        Assert.Equal("expiresAt", (await tables.Client.DescribeTimeToLiveAsync("websocket-connections")).TimeToLiveDescription.AttributeName);
    }

    [Fact]
    public async Task Index_AddedLater_HasTheItemsThatWereThereAndThoseToCome()
    {
        await using var tables = await RunningTables.StartAsync([Table with { GlobalIndexes = [], Attributes = Table.Attributes.Remove("owner") }]);
        await tables.Client.PutItemAsync(Rooms, Item("old", "ann"));

        await tables.Server.UpdateAsync([Table], CancellationToken.None);
        await tables.Client.PutItemAsync(Rooms, Item("new", "ann"));

        Assert.Equal(["new", "old"], await OwnedAsync(tables, "ann"));
        await tables.Server.UpdateAsync([Table with { GlobalIndexes = [], Attributes = Table.Attributes.Remove("owner") }], CancellationToken.None);
        await Assert.ThrowsAsync<AmazonDynamoDBException>(() => OwnedAsync(tables, "ann"));
    }

    [Fact]
    public async Task Index_InterruptedWhileItIsFilled_IsWholeAfterTheNextStart()
    {
        using var folder = new TemporaryFolder();
        var before = Table with { GlobalIndexes = [], Attributes = Table.Attributes.Remove("owner") };
        await using (var tables = await RunningTables.StartAsync([before], folder.Path))
        {
            await Task.WhenAll(Enumerable.Range(0, 60).Select(batch => tables.Client.BatchWriteItemAsync(new Dictionary<string, List<WriteRequest>>
            {
                [Rooms] = [.. Enumerable.Range(0, 25).Select(i => new WriteRequest(new PutRequest(Item($"{batch}-{i}", "ann"))))],
            })));
            await tables.Client.UpdateTableAsync(Assert.Single(TableRequests.Changes((await tables.Client.DescribeTableAsync(Rooms)).Table, Table)!));
        }

        await using var after = await RunningTables.StartAsync([Table], folder.Path);

        Assert.Equal(1500, (await OwnedAsync(after, "ann")).Length);
        Assert.Equal(IndexStatus.ACTIVE, Assert.Single((await after.Client.DescribeTableAsync(Rooms)).Table.GlobalSecondaryIndexes).IndexStatus);
    }

    [Fact]
    public async Task PartiQL_AndWhatNobodyHas_IsRefusedByName()
    {
        await using var tables = await RunningTables.StartAsync([Table]);

        var partiQL = await Assert.ThrowsAsync<AmazonDynamoDBException>(() =>
            tables.Client.ExecuteStatementAsync(new ExecuteStatementRequest { Statement = "SELECT * FROM rooms" }));
        var other = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => tables.Client.ListBackupsAsync(new ListBackupsRequest()));

        Assert.Equal("UnknownOperationException", partiQL.ErrorCode);
        Assert.Contains("PartiQL (ExecuteStatement)", partiQL.Message, StringComparison.Ordinal);
        Assert.Contains("ListBackups", other.Message, StringComparison.Ordinal);
    }

    private static Task<TransactWriteItemsResponse> WriteAsync(RunningTables tables, params List<TransactWriteItem> items) =>
        tables.Client.TransactWriteItemsAsync(new() { TransactItems = items });

    private static TransactWriteItem Put(string room, string owner) => new() { Put = new() { TableName = Rooms, Item = Item(room, owner) } };

    private static TransactWriteItem Add(string room, int number) => new()
    {
        Update = new() { TableName = Rooms, Key = Key(room), UpdateExpression = "ADD seen :n", ExpressionAttributeValues = new() { [":n"] = N(number) } },
    };

    private static async Task<string[]> RoomsAsync(RunningTables tables) =>
        [.. (await tables.Client.ScanAsync(new ScanRequest(Rooms))).Items.Select(item => item["room"].S).Order()];

    private static async Task<string[]> OwnedAsync(RunningTables tables, string owner) =>
    [
        .. (await tables.Client.QueryAsync(new QueryRequest
        {
            TableName = Rooms,
            IndexName = "byOwner",
            KeyConditionExpression = "#o = :o",
            ExpressionAttributeNames = new() { ["#o"] = "owner" },
            ExpressionAttributeValues = new() { [":o"] = S(owner) },
        })).Items.Select(item => item["room"].S).Order(),
    ];

    private static Dictionary<string, AttributeValue> Item(string room, string owner) => new() { ["room"] = S(room), ["owner"] = S(owner) };

    private static Dictionary<string, AttributeValue> Key(string room) => new() { ["room"] = S(room) };

    private static AttributeValue S(string text) => new() { S = text };

    private static AttributeValue N(int number) => new() { N = number.ToString(System.Globalization.CultureInfo.InvariantCulture) };
}
