using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Emulator.Iam;
using Chat.Emulator.Tables;
using Chat.Emulator.Tests.Iam;
using Chat.Emulator.Tests.Lambda;
using Microsoft.Extensions.Logging;

namespace Chat.Emulator.Tests.Tables;

/// <summary>A misspelled table: DynamoDB says "Requested resource not found" or, where the role names its table, that a permission is missing.</summary>
public sealed class MissingTablesTests
{
    private const string Line = "asks for the table 'websocket-conections', and there is no such table. There are: websocket-connections";

    [Fact]
    public async Task Call_NoSuchTableAllowed_LogNamesItOnceAndThoseThereAre()
    {
        var (errors, said) = await CallAsync(
            [TestStack.Allow("dynamodb:*", "*")],
            client => client.PutItemAsync("websocket-conections", Item()),
            client => client.PutItemAsync("websocket-conections", Item()),
            client => client.TransactWriteItemsAsync(new TransactWriteItemsRequest
            {
                TransactItems = [new TransactWriteItem { Put = new Put { TableName = "websocket-conections", Item = Item() } }],
            }));

        Assert.All(errors, error => Assert.IsType<ResourceNotFoundException>(error));
        Assert.EndsWith(Line, Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_NoSuchTableDenied_LogNamesItBesideThePermission()
    {
        var (errors, said) = await CallAsync(
            [TestStack.Allow("dynamodb:*", "arn:aws:dynamodb:eu-west-1:000000000000:table/websocket-connections")],
            client => client.ScanAsync(new ScanRequest("websocket-conections")));

        Assert.Equal("AccessDeniedException", Assert.IsAssignableFrom<AmazonServiceException>(Assert.Single(errors)).ErrorCode);
        Assert.EndsWith(Line, Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_DescribesATableThatIsNotThere_IsNoMistake()
    {
        var (errors, said) = await CallAsync([TestStack.Allow("dynamodb:*", "*")], client => client.DescribeTableAsync("mine"));

        Assert.IsType<ResourceNotFoundException>(Assert.Single(errors));
        Assert.Empty(said);
    }

    private static Dictionary<string, AttributeValue> Item() => new() { ["connectionId"] = new() { S = "a" } };

    private static async Task<(List<Exception> Errors, List<string> Said)> CallAsync(
        Chat.Emulator.Template.PolicyStatement[] statements, params Func<AmazonDynamoDBClient, Task>[] calls)
    {
        var stack = TestStack.With(statements);
        var credentials = new CallerCredentials(stack);
        var credential = credentials.Credential(stack);
        using var log = new RecordingLog();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        var errors = new List<Exception>();

        // Once the front has ended, so has every request, and what it says after its answer is said.
        await using (var front = await TableFront.StartAsync(
            tables.Server.Target, TestStack.Access(credentials), loggers.CreateLogger<TableFront>(), CancellationToken.None))
        {
            using var client = new AmazonDynamoDBClient(
                new SessionAWSCredentials(credential.AccessKeyId, credential.SecretAccessKey, credential.SessionToken), RunningTables.Config(front.Endpoint));
            foreach (var call in calls)
            {
                errors.Add(await Assert.ThrowsAnyAsync<Exception>(() => call(client)));
            }
        }

        return (errors, [.. log.Entries.Where(entry => entry.Message.Contains("no such table", StringComparison.Ordinal)).Select(entry => entry.Message)]);
    }
}
