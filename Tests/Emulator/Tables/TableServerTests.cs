using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Template;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Tables;

public sealed class TableServerTests
{
    private static readonly Table Rooms = new()
    {
        LogicalId = "Rooms",
        Name = "rooms",
        Key = [new KeyElement("room", "HASH"), new KeyElement("at", "RANGE")],
        Attributes = ImmutableDictionary<string, string>.Empty.Add("room", "S").Add("at", "N").Add("user", "S"),
        GlobalIndexes =
        [
            new TableIndex("byUser", [new KeyElement("user", "HASH"), new KeyElement("at", "RANGE")], "INCLUDE", ["text", "colour"]),
            new TableIndex("byTime", [new KeyElement("at", "HASH")], "KEYS_ONLY", []),
        ],
        LocalIndexes = [new TableIndex("byRoomUser", [new KeyElement("room", "HASH"), new KeyElement("user", "RANGE")], "ALL", [])],
    };

    [Fact]
    public async Task Start_TableWithIndexes_MakesThemAll()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections, Rooms]);

        var table = (await tables.Client.DescribeTableAsync("rooms")).Table;

        Assert.True(TableRequests.IsSame(table, Rooms));
        Assert.Equal("ACTIVE", table.TableStatus.Value);
        Assert.Equal("PAY_PER_REQUEST", table.BillingModeSummary.BillingMode.Value);
        Assert.Equal("arn:aws:dynamodb:eu-west-1:000000000000:table/rooms", table.TableArn);
        Assert.Equal(["room HASH", "at RANGE"], table.KeySchema.Select(key => $"{key.AttributeName} {key.KeyType}"));
        Assert.Equal(["byTime", "byUser"], table.GlobalSecondaryIndexes.Select(index => index.IndexName).Order());
        Assert.Equal("byRoomUser", Assert.Single(table.LocalSecondaryIndexes).IndexName);
        Assert.Equal(["rooms", "websocket-connections"], (await tables.Client.ListTablesAsync()).TableNames.Order());
    }

    [Fact]
    public async Task Items_PutIntoATable_AreScannedAndQueried()
    {
        await using var tables = await RunningTables.StartAsync([Rooms]);
        for (var at = 1; at <= 3; at++)
        {
            await tables.Client.PutItemAsync("rooms", Item(("room", S("lobby")), ("at", N(at)), ("user", S("ann"))));
        }

        Assert.Equal(3, (await tables.Client.ScanAsync(new ScanRequest("rooms"))).Count);
        var query = await tables.Client.QueryAsync(new QueryRequest("rooms")
        {
            IndexName = "byUser",
            KeyConditionExpression = "#user = :user AND #at > :at",
            ExpressionAttributeNames = new() { ["#user"] = "user", ["#at"] = "at" },
            ExpressionAttributeValues = Item((":user", S("ann")), (":at", N(1))),
        });
        Assert.Equal(["2", "3"], query.Items.Select(item => item["at"].N));
    }

    [Fact]
    public async Task Table_DeletedAndMadeAnewWithAnotherKey_TakesItemsByTheNewKey()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        await tables.Client.PutItemAsync("websocket-connections", Item(("connectionId", S("a"))));
        await tables.Client.DeleteTableAsync("websocket-connections");
        await UntilStatusAsync(tables.Client, "websocket-connections", null);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => tables.Client.PutItemAsync("websocket-connections", Item(("connectionId", S("a")))));

        await tables.Client.CreateTableAsync(TableRequests.Create(Rooms with { Name = "websocket-connections" }));
        await UntilStatusAsync(tables.Client, "websocket-connections", TableStatus.ACTIVE);

        await Assert.ThrowsAsync<AmazonDynamoDBException>(() => tables.Client.PutItemAsync("websocket-connections", Item(("connectionId", S("a")))));
        await tables.Client.PutItemAsync("websocket-connections", Item(("room", S("lobby")), ("at", N(1)), ("user", S("ann"))));
        Assert.Equal("lobby", Assert.Single((await tables.Client.ScanAsync(new ScanRequest("websocket-connections"))).Items)["room"].S);
    }

    [Fact]
    public async Task DataFolder_StartedAgain_KeepsItems()
    {
        using var folder = new TemporaryFolder();
        await using (var before = await RunningTables.StartAsync([RunningTables.Connections, Rooms], folder.Path))
        {
            await before.Client.PutItemAsync("websocket-connections", Item(("connectionId", S("a"))));
        }

        await using var after = await RunningTables.StartAsync([RunningTables.Connections, Rooms], folder.Path);

        Assert.Equal("a", Assert.Single((await after.Client.ScanAsync(new ScanRequest("websocket-connections"))).Items)["connectionId"].S);
    }

    [Lambda.Processes.UnixFact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task DataFolder_OfAnyUmask_IsTheUsersAlone()
    {
        using var folder = new TemporaryFolder();
        const UnixFileMode All = (UnixFileMode)0x1FF;
        var old = Directory.CreateDirectory(Path.Combine(folder.Path, "tables", "old"), All);
        old.UnixFileMode = old.Parent!.UnixFileMode = All;
        var oldFile = new FileInfo(folder.Write("tables/old/left-open", "x")) { UnixFileMode = (UnixFileMode)0x1B6 };

        await using (var before = await RunningTables.StartAsync([RunningTables.Connections], folder.Path))
        {
            await before.Client.PutItemAsync("websocket-connections", Item(("connectionId", S("a"))));
        }

        const UnixFileMode Others = All & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var everything = old.Parent.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Append(new DirectoryInfo(old.Parent.FullName)).ToList();
        Assert.True(everything.Count > 4 && oldFile.Exists);
        Assert.All(everything, entry => Assert.True((entry.UnixFileMode & Others) == 0, $"{entry.FullName}: {entry.UnixFileMode}"));
    }

    [Fact]
    public async Task NoDataFolder_StartedAgain_IsEmpty()
    {
        await using (var before = await RunningTables.StartAsync([RunningTables.Connections]))
        {
            await before.Client.PutItemAsync("websocket-connections", Item(("connectionId", S("a"))));
        }

        await using var after = await RunningTables.StartAsync([RunningTables.Connections]);

        Assert.Equal(0, (await after.Client.ScanAsync(new ScanRequest("websocket-connections"))).Count);
    }

    [Fact]
    public async Task DataFolder_WithATableOfOtherKeys_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using (await RunningTables.StartAsync([Rooms], folder.Path))
        {
        }

        var refusal = await Assert.ThrowsAsync<TableServerException>(() => RunningTables.StartAsync([Rooms with { LocalIndexes = [] }], folder.Path));

        Assert.StartsWith($"The table 'rooms' in {folder.Path} has another key or other local indexes than the template now asks for.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DataFolder_IsAFile_IsRefusedInASentence()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", "");

        var refusal = await Assert.ThrowsAsync<TableServerException>(() => RunningTables.StartAsync([Rooms], file));

        Assert.StartsWith($"The tables can't be kept in {Path.Combine(file, "tables")} (--data): ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DataFolder_UsedByAnotherServer_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using var first = await RunningTables.StartAsync([Rooms], folder.Path);

        var refusal = await Assert.ThrowsAsync<TableServerException>(() => RunningTables.StartAsync([Rooms], folder.Path));

        Assert.Equal(
            $"The tables' server (dynalite) ended with exit code 1: Another emulator uses {Path.Combine(folder.Path, "tables")}: "
            + "end it, or give this one a folder of its own (--data).",
            refusal.Message);
    }

    [Fact]
    public async Task DataFolder_ServerKilled_RunsAgainOnTheSamePortWithItsItems()
    {
        using var folder = new TemporaryFolder();
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections], folder.Path);
        await tables.Client.PutItemAsync("websocket-connections", Item(("connectionId", S("kept="))));

        for (var kills = 1; kills <= 2; kills++)
        {
            tables.Children.Started[^1].Kill();
            await tables.Events.HappenedAsync("LogStartedAgain", kills);

            var scanned = await tables.Client.ScanAsync(new ScanRequest("websocket-connections"));
            Assert.Equal("kept=", Assert.Single(scanned.Items)["connectionId"].S);
        }

        Assert.False(tables.Server.Exited.IsCompleted);
    }

    [Fact]
    public async Task DataFolder_ServerEndsAgainAndAgain_IsGivenUp()
    {
        using var folder = new TemporaryFolder();
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections], folder.Path);

        for (var kills = 1; kills <= 5; kills++)
        {
            tables.Children.Started[^1].Kill();
            await tables.Events.HappenedAsync("LogStartedAgain", kills);
        }

        tables.Children.Started[^1].Kill();

        var exit = await tables.Server.Exited.WaitAsync(RunningTables.Limit);
        Assert.EndsWith("It was started again 5 times within a minute, so it won't be once more.", exit.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Exit_WithAStack_IsToldWithoutIt()
    {
        var exit = new TableServerExit(1, ["broken", "", "    at Server.handle (file:///start.mjs:1:2)"]);

        Assert.Equal("The tables' server (dynalite) ended with exit code 1: broken", exit.ToString());
    }

    [Fact]
    public async Task Start_TableThatTheServerDoesNotTake_IsRefusedAndTheServerEnds()
    {
        var children = new ProcessChildren();

        var refusal = await Assert.ThrowsAsync<TableServerException>(() => StartAsync([RunningTables.Connections with { Name = "no good" }], children));

        Assert.StartsWith("The tables' server (dynalite) doesn't take the template's tables: ", refusal.Message, StringComparison.Ordinal);
        Assert.True(Assert.Single(children.Started).Exited.IsCompleted);
    }

    [Fact]
    public async Task Exited_ServerKilled_TellsTheHost()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        Assert.False(tables.Server.Exited.IsCompleted);

        tables.Children.Started[0].Kill();

        var exit = await tables.Server.Exited.WaitAsync(RunningTables.Limit);
        Assert.NotEqual(0, exit.ExitCode);
        Assert.Equal(
            $"The tables' server (dynalite) ended with exit code {exit.ExitCode} and no output. "
            + "Its items were in memory and are gone. With --data DIR they are kept, and the server is started again.",
            exit.ToString());
    }

    [Fact]
    public async Task Dispose_RunningServer_EndsIt()
    {
        var tables = await RunningTables.StartAsync([]);

        await tables.DisposeAsync();

        Assert.True(tables.Children.Started[0].Exited.IsCompleted);
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, tables.Server.Target.Endpoint.Port));
    }

    [Fact]
    public async Task Endpoint_OfTheServer_IsOnLoopbackOnly()
    {
        await using var tables = await RunningTables.StartAsync([]);
        var port = tables.Server.Target.Endpoint.Port;

        Assert.Equal(
            [IPAddress.Loopback],
            IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => listener.Port == port).Select(listener => listener.Address));
    }

    [Fact]
    public async Task Client_GoneInTheMiddleOfItsRequest_LeavesTheServerRunning()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, tables.Server.Target.Endpoint.Port);
            await client.GetStream().WriteAsync("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n"u8.ToArray());
            // "100 Continue" says that the server is in the request; a reset, not an orderly end, is what a killed process leaves.
            await client.GetStream().ReadExactlyAsync(new byte[12]);
            client.LingerState = new LingerOption(true, 0);
        }

        // The server takes what happens on its sockets in turn: answers to later requests show that it has seen the reset and lives.
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(0, (await tables.Client.ScanAsync(new ScanRequest("websocket-connections"))).Count);
        }

        Assert.False(tables.Server.Exited.IsCompleted);
    }

    [Fact]
    public async Task Start_WithoutNode_SaysWhatIsMissing()
    {
        var refusal = await Assert.ThrowsAsync<TableServerException>(
            () => StartAsync([], new ProcessChildren { InsteadOfProgram = "no-such-program" }));

        Assert.StartsWith("Node.js 20 or later is needed to serve the DynamoDB tables, and 'node' can't be started", refusal.Message, StringComparison.Ordinal);
        Assert.IsType<ChildProcessException>(refusal.InnerException);
    }

    [Fact]
    public void Folder_WithoutPackages_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();

        var refusal = Assert.Throws<TableServerException>(() => DynaliteFolder.Find(folder.Path, folder.Path));

        Assert.StartsWith("The packages of the DynamoDB tables' server (dynalite) aren't installed", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet build", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_BesideTheProgram_ComesFirst()
    {
        using var folder = new TemporaryFolder();
        folder.Write("dynalite/start.mjs", "");
        folder.Write("dynalite/node_modules/dynalite/package.json", "{}");

        Assert.Equal(Path.Combine(folder.Path, "dynalite"), DynaliteFolder.Find(folder.Path, DynaliteFolder.Find()));
    }

    [Fact]
    public async Task Command_OfTheServer_InheritsNothingButWhatItNeeds()
    {
        await using var tables = await RunningTables.StartAsync([]);

        var start = Assert.Single(tables.Children.Starts);
        Assert.Equal("eu-west-1", start.Environment["AWS_REGION"]);
        Assert.Empty(start.Environment.Keys.Except(["AWS_ACCOUNT_ID", "AWS_REGION", "EMULATOR_TABLES_KEY", "SystemRoot", "TEMP", "TMP", "PATH"]));
    }

    private static Task<TableServer> StartAsync(ImmutableArray<Table> tables, IChildProcesses children) => TableServer.StartAsync(
        tables, null, new TemplateContext("eu-west-1"), children, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);

    private static Dictionary<string, AttributeValue> Item(params ReadOnlySpan<(string Name, AttributeValue Value)> attributes)
    {
        var item = new Dictionary<string, AttributeValue>();
        foreach (var (name, value) in attributes)
        {
            item[name] = value;
        }

        return item;
    }

    private static AttributeValue S(string text) => new() { S = text };

    private static AttributeValue N(int number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    // DynamoDB makes and deletes tables in the background, and tells nobody when it is done.
    private static async Task UntilStatusAsync(AmazonDynamoDBClient client, string table, TableStatus? status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await TableMaker.DescribeAsync(client, table, limit.Token))?.TableStatus != status)
        {
            await Task.Yield();
        }
    }
}
