using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Functions.Connections;
using Chat.Functions.Tests.Fakes;
using Chat.Functions.Tests.Servers;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Functions.Tests.Connections;

public sealed class DynamoDbConnectionStoreTests : IAsyncLifetime, IDisposable
{
    private readonly FakeTimeProvider _time = Clock.Start();
    private DynamoDbServer _server = null!;
    private AmazonDynamoDBClient _client = null!;
    private DynamoDbConnectionStore _store = null!;

    private long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    public async Task InitializeAsync()
    {
        _server = await DynamoDbServer.StartAsync();
        _client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("id", "secret"),
            new AmazonDynamoDBConfig { ServiceURL = _server.Address.ToString(), AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 });
        _store = new DynamoDbConnectionStore(_client, "websocket-connections", _time);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Add_Connection_PutsTheRowWithItsTimes()
    {
        await _store.AddAsync("L0SM9cOFvHcCIhw=", CancellationToken.None);

        AssertCall("PutItem", $$$"""
            {
              "TableName": "websocket-connections",
              "Item": {
                "connectionId": { "S": "L0SM9cOFvHcCIhw=" },
                "connectedAt": { "N": "{{{Now}}}" },
                "expiresAt": { "N": "{{{Now + 7800}}}" }
              }
            }
            """);
    }

    [Fact]
    public async Task Remove_Connection_DeletesTheRow()
    {
        await _store.RemoveAsync("a", CancellationToken.None);

        AssertCall("DeleteItem", """{ "TableName": "websocket-connections", "Key": { "connectionId": { "S": "a" } } }""");
    }

    [Fact]
    public async Task RemoveGone_Connection_DeletesTheRowUnlessItMayStillBeOpening()
    {
        await _store.RemoveGoneAsync("a", CancellationToken.None);

        AssertCall("DeleteItem", $$$"""
            {
              "TableName": "websocket-connections",
              "Key": { "connectionId": { "S": "a" } },
              "ConditionExpression": "attribute_not_exists(connectedAt) OR connectedAt < :opened",
              "ExpressionAttributeValues": { ":opened": { "N": "{{{Now - 30}}}" } }
            }
            """);
    }

    [Fact]
    public async Task RemoveGone_ConnectionStillOpening_IsNoError()
    {
        _server.Answer = (_, _) => (400, """{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"no"}""");

        await _store.RemoveGoneAsync("a", CancellationToken.None);

        Assert.Single(_server.Calls);
    }

    [Fact]
    public async Task RemoveGone_TableFails_Throws()
    {
        _server.Answer = (_, _) => (400, """{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no table"}""");

        await Assert.ThrowsAsync<ResourceNotFoundException>(() => _store.RemoveGoneAsync("a", CancellationToken.None));
    }

    [Fact]
    public async Task List_ThreePages_YieldsAllOfThem()
    {
        _server.Answer = (_, request) => (200, request["ExclusiveStartKey"]?["connectionId"]?["S"]?.GetValue<string>() switch
        {
            null => Page(["a", "b"], "b"),
            "b" => Page(["c"], "c"),
            "c" => Page([], null),
            var other => throw new InvalidOperationException(other),
        });

        Assert.Equal(["a", "b", "c"], await _store.ListAsync(CancellationToken.None).ToListAsync());
        Assert.All(_server.Calls, call => Assert.Equal("Scan", call.Operation));
        Assert.Equal(3, _server.Calls.Count);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {
                  "TableName": "websocket-connections",
                  "ProjectionExpression": "connectionId",
                  "FilterExpression": "attribute_not_exists(hub)",
                  "ConsistentRead": true
                }
                """),
            _server.Calls.First().Request));
    }

    [Fact]
    public async Task List_FirstPageInUse_NextIsAlreadyBeingRead()
    {
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Answer = (_, request) =>
        {
            if (request["ExclusiveStartKey"] is null)
            {
                return (200, Page(["a"], "a"));
            }

            second.SetResult();
            return (200, Page(["b"], null));
        };

        await using var list = _store.ListAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await list.MoveNextAsync());

        await second.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task List_SecondPageFails_ThrowsAfterTheFirst()
    {
        _server.Answer = (_, request) => request["ExclusiveStartKey"] is null
            ? (200, Page(["a"], "a"))
            : (400, """{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no table"}""");
        var seen = new List<string>();

        await Assert.ThrowsAsync<ResourceNotFoundException>(async () =>
        {
            await foreach (var id in _store.ListAsync(CancellationToken.None))
            {
                seen.Add(id);
            }
        });
        Assert.Equal(["a"], seen);
    }

    private static string Page(string[] ids, string? last)
    {
        var items = string.Join(',', ids.Select(id => $$$"""{"connectionId":{"S":"{{{id}}}"}}"""));
        var key = last is null ? "" : $$$""","LastEvaluatedKey":{"connectionId":{"S":"{{{last}}}"}}""";
        return $$"""{"Items":[{{items}}],"Count":{{ids.Length}}{{key}}}""";
    }

    private void AssertCall(string operation, string request)
    {
        var call = Assert.Single(_server.Calls);
        Assert.Equal(operation, call.Operation);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(request), call.Request), call.Request.ToJsonString());
    }
}
