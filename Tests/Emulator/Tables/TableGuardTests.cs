using System.Net;
using Amazon.DynamoDBv2;
using Chat.Emulator.Iam;
using Chat.Emulator.Tables;
using Chat.Emulator.Tests.Iam;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Tables;

/// <summary>Web pages of others don't get to the tables: not through the door, and not to the server behind it.</summary>
public sealed class TableGuardTests
{
    [Fact]
    public async Task Request_OfAForeignPage_Is403AtTheDoorAndBehindIt()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        await using var front = await TableFront.StartAsync(
            tables.Server.Target,
            TestStack.Access(new CallerCredentials(TestStack.With())),
            NullLogger<TableFront>.Instance,
            CancellationToken.None);
        using var http = new HttpClient();
        foreach (var (endpoint, key) in new[] { (front.Endpoint, null), (tables.Server.Target.Endpoint, tables.Server.Target.Key) })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(http, endpoint, key, "Origin", "https://evil.example"));
            Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(http, endpoint, key, "Origin", "null"));
            Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(http, endpoint, key, "Host", "rebound.example"));
            Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(http, endpoint, key, "Sec-Fetch-Site", "cross-site"));

            Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(http, endpoint, key, "Host", "dynamodb.us-east-1.amazonaws.com.evil.example"));

            // Let in, and then refused for what it lacks: a signature.
            Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(http, endpoint, key, "Accept", "*/*"));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("00000000000000000000000000000000")]
    public async Task Request_PastTheDoor_Is403WithoutTheKeyOfThisStart(string? key)
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(http, tables.Server.Target.Endpoint, key, "Accept", "*/*"));
        Assert.DoesNotContain(tables.Children.Starts[0].Arguments, argument => argument.Contains(tables.Server.Target.Key!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Front_WithNothingChecked_LetsProgramsThroughAndNoPage()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        await using var front = await TableFront.StartAsync(tables.Server.Target, null, NullLogger<TableFront>.Instance, CancellationToken.None);
        using var anybody = new AmazonDynamoDBClient(RunningTables.Credentials, RunningTables.Config(front.Endpoint));
        using var http = new HttpClient();

        Assert.Equal(["websocket-connections"], (await anybody.ListTablesAsync()).TableNames);
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(http, front.Endpoint, null, "Origin", "https://evil.example"));
    }

    [Theory]
    [InlineData("dynamodb.us-east-1.amazonaws.com")]
    [InlineData("streams.dynamodb.cn-north-1.amazonaws.com.cn")]
    public async Task Request_SignedForAwsOwnName_IsLetIn(string host)
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        await using var front = await TableFront.StartAsync(tables.Server.Target, null, NullLogger<TableFront>.Instance, CancellationToken.None);
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(http, front.Endpoint, null, "Host", host));
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient http, Uri endpoint, string? key, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Content = new StringContent("{}");
        request.Content.Headers.ContentType = new("application/x-amz-json-1.0");
        request.Headers.TryAddWithoutValidation("X-Amz-Target", "DynamoDB_20120810.ListTables");
        request.Headers.TryAddWithoutValidation(header, value);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation(TableTarget.KeyHeader, key);
        }

        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
