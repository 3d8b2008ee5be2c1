using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Emulator.Iam;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Iam;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Tables;

/// <summary>DynamoDB's door in front of the real dynalite, called by the real SDK.</summary>
public sealed class TableFrontTests
{
    private const string Name = "websocket-connections";
    private const string Arn = $"arn:aws:dynamodb:eu-west-1:000000000000:table/{Name}";

    [Fact]
    public async Task Call_PutItemAlone_PutsAndMayNotScan()
    {
        await using var front = await Front.StartAsync(TestStack.Allow("dynamodb:PutItem", Arn));

        await front.Function.PutItemAsync(Name, Item("a"));
        var denied = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => front.Function.ScanAsync(new ScanRequest(Name)));
        var read = await front.Developer.GetItemAsync(Name, Item("a"));

        Assert.Equal("a", read.Item["connectionId"].S);
        Assert.Equal("AccessDeniedException", denied.ErrorCode);
        Assert.Equal(
            $"User: {TestStack.CallerArn} is not authorized to perform: dynamodb:Scan on resource: {Arn} "
            + "because no identity-based policy allows the dynamodb:Scan action",
            denied.Message);
    }

    [Fact]
    public async Task Batch_OneTableOfTwoIsAllowed_IsDeniedAsAWhole()
    {
        await using var front = await Front.StartAsync(TestStack.Allow("dynamodb:BatchGetItem", Arn));

        var allowed = await front.Function.BatchGetItemAsync(Keys(Name));
        var denied = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => front.Function.BatchGetItemAsync(Keys(Name, "other")));

        Assert.Empty(allowed.Responses[Name]);
        Assert.Contains("table/other", denied.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ExplicitDeny_SaysSo()
    {
        await using var front = await Front.StartAsync(TestStack.Allow("*", "*"), TestStack.Deny("dynamodb:DeleteItem", "*"));

        var denied = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => front.Function.DeleteItemAsync(Name, Item("a")));

        Assert.EndsWith($"on resource: {Arn} with an explicit deny in an identity-based policy", denied.Message, StringComparison.Ordinal);
    }

    // Each of them used to get past the question whether the function may: what is asked for is what is done, however it is written.
    [Theory]
    [InlineData("""{"ResourceArn":"{allowed}","StreamArn":"{allowed}","TableName":"websocket-connections","Item":{"connectionId":{"S":"a"}}}""")]
    [InlineData("""{"TableName":"websocket-connections","Item":{"connectionId":{"S":"a"}},"X":{deep}}""")]
    [InlineData("""{"TableName":"websocket-connections","Item":{"connectionId":{"S":"a"}},"X":"{invalid}"}""")]
    [InlineData("""{"TableName":"websocket-connections","Item":{"connectionId":{"S":"a"}},"\ud800":1}""")]
    [InlineData("""{"TableName":"arn:aws:dynamodb:eu-west-1:000000000000:table/websocket-connections/index/i","Item":{"connectionId":{"S":"a"}}}""")]
    [InlineData("""{"TableName":"arn:aws:dynamodb:eu-west-1:111111111111:table/websocket-connections","Item":{"connectionId":{"S":"a"}}}""")]
    public async Task Request_WrittenSoThatOneReadsItOtherwise_DoesNothing(string body)
    {
        const string Allowed = "arn:aws:dynamodb:eu-west-1:000000000000:table/allowed";
        await using var front = await Front.StartAsync(
            TestStack.Allow("*", Allowed), TestStack.Allow("*", Arn + "/index/*"), TestStack.Allow("*", "arn:aws:dynamodb:eu-west-1:111111111111:table/*"));
        var text = body.Replace("{allowed}", Allowed, StringComparison.Ordinal)
            .Replace("{deep}", new string('[', 1_500) + new string(']', 1_500), StringComparison.Ordinal);

        // In Latin-1 it is no UTF-8.
        var bytes = System.Text.Encoding.Latin1.GetBytes(text.Replace("{invalid}", "\u00ff", StringComparison.Ordinal));

        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, front.Endpoint) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-amz-json-1.0");
        request.Sign(front.Credential, "dynamodb", bytes, TimeProvider.System.GetUtcNow(), target: "DynamoDB_20120810.PutItem");
        using var response = await http.SendAsync(request);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, (await front.Developer.ScanAsync(new ScanRequest(Name))).Count);
    }

    [Fact]
    public async Task Call_UnknownKeyOrWrongSecret_IsRefused()
    {
        await using var front = await Front.StartAsync();
        using var stranger = front.Client(new BasicAWSCredentials("AKIASTRANGER", "secret"));
        using var wrong = front.Client(new BasicAWSCredentials("test", "wrong"));

        var unknown = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => stranger.ListTablesAsync());
        var invalid = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => wrong.ListTablesAsync());

        Assert.Equal("UnrecognizedClientException", unknown.ErrorCode);
        Assert.Equal("InvalidSignatureException", invalid.ErrorCode);
    }

    [Fact]
    public async Task Call_ServersOwnErrorAndLargeItem_ComeThrough()
    {
        await using var front = await Front.StartAsync();
        var large = Item("large");
        large["text"] = new AttributeValue { S = new string('x', 300_000) };

        await front.Developer.PutItemAsync(Name, large);
        var read = await front.Developer.GetItemAsync(Name, Item("large"));

        Assert.Equal(300_000, read.Item["text"].S.Length);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => front.Developer.ScanAsync(new ScanRequest("nowhere")));
    }

    [Theory]
    [InlineData("Query", """{"TableName":"t","IndexName":"i"}""", "dynamodb:Query table/t/index/i")]
    [InlineData("Query", """{"TableName":"t"}""", "dynamodb:Query table/t")]
    [InlineData("BatchWriteItem", """{"RequestItems":{"t":[],"u":[]}}""", "dynamodb:BatchWriteItem table/t, dynamodb:BatchWriteItem table/u")]
    [InlineData(
        "TransactWriteItems",
        """{"TransactItems":[{"Put":{"TableName":"t"}},{"ConditionCheck":{"TableName":"u"}},{"Delete":{"TableName":"t"}}]}""",
        "dynamodb:PutItem table/t, dynamodb:ConditionCheckItem table/u, dynamodb:DeleteItem table/t")]
    [InlineData("TransactGetItems", """{"TransactItems":[{"Get":{"TableName":"t"}}]}""", "dynamodb:GetItem table/t")]
    [InlineData("ListTables", "{}", "dynamodb:ListTables table/*")]
    [InlineData("GetItem", """{"TableName":"arn:aws:dynamodb:eu-west-1:000000000000:table/t"}""", "dynamodb:GetItem table/t")]
    [InlineData("TagResource", """{"ResourceArn":"arn:aws:dynamodb:eu-west-1:000000000000:table/t"}""", "dynamodb:TagResource table/t")]
    [InlineData("PutItem", """{"ResourceArn":"r","StreamArn":"s","TableName":"t"}""", "dynamodb:PutItem table/t")]
    [InlineData("DescribeStream", """{"StreamArn":"arn:aws:dynamodb:eu-west-1:000000000000:table/t/stream/1","TableName":"u"}""", "dynamodb:DescribeStream table/t/stream/1")]
    [InlineData("GetRecords", """{"ShardIterator":"YXJuOmF3czpkeW5hbW9kYjpldS13ZXN0LTE6MDAwMDAwMDAwMDAwOnRhYmxlL3Qvc3RyZWFtLzF8MA=="}""", "dynamodb:GetRecords table/t/stream/1")]
    [InlineData("GetRecords", """{"ShardIterator":"nonsense"}""", "dynamodb:GetRecords *")]
    [InlineData("PutItem", "[]", "dynamodb:PutItem table/*")]
    [InlineData("TransactWriteItems", """{"TransactItems":[1,{"Put":2}]}""", "dynamodb:PutItem table/*")]
    public void Needed_Operation_NamesActionsAndResources(string operation, string body, string expected)
    {
        var needed = new TableActions("eu-west-1", TemplateContext.DefaultAccountId).Needed(operation, System.Text.Encoding.UTF8.GetBytes(body));

        Assert.Equal(expected, string.Join(", ", needed!.Select(need => $"{need.Action} {need.Resource.Replace("arn:aws:dynamodb:eu-west-1:000000000000:", "", StringComparison.Ordinal)}")));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("")]
    [InlineData("""{"TableName":"\ud800"}""")]
    public void Needed_WhatCannotBeRead_IsNotKnown(string body) =>
        Assert.Null(new TableActions("eu-west-1", TemplateContext.DefaultAccountId).Needed("PutItem", System.Text.Encoding.UTF8.GetBytes(body)));

    private static Dictionary<string, AttributeValue> Item(string id) => new() { ["connectionId"] = new() { S = id } };

    private static Dictionary<string, KeysAndAttributes> Keys(params string[] tables) =>
        tables.ToDictionary(table => table, _ => new KeysAndAttributes { Keys = [Item("none")] });

    private sealed class Front(RunningTables tables, TableFront front, Credential credential) : IAsyncDisposable
    {
        public Uri Endpoint => front.Endpoint;

        public Credential Credential => credential;

        public AmazonDynamoDBClient Function { get; } = new(
            new SessionAWSCredentials(credential.AccessKeyId, credential.SecretAccessKey, credential.SessionToken), RunningTables.Config(front.Endpoint));

        public AmazonDynamoDBClient Developer { get; } = new(RunningTables.Credentials, RunningTables.Config(front.Endpoint));

        public static async Task<Front> StartAsync(params PolicyStatement[] statements)
        {
            var stack = TestStack.With(statements);
            var credentials = new CallerCredentials(stack);
            var tables = await RunningTables.StartAsync([RunningTables.Connections]);
            var front = await TableFront.StartAsync(
                tables.Server.Target, TestStack.Access(credentials), NullLogger<TableFront>.Instance, CancellationToken.None);
            return new Front(tables, front, credentials.Credential(stack));
        }

        public AmazonDynamoDBClient Client(AWSCredentials who) => new(who, RunningTables.Config(front.Endpoint));

        public async ValueTask DisposeAsync()
        {
            Function.Dispose();
            Developer.Dispose();
            await front.DisposeAsync();
            await tables.DisposeAsync();
        }
    }
}
